namespace Veeam365.Simulators.Graph;

/// <summary>What something was from a moment on.</summary>
/// <param name="Moment">The change that made it so, see <see cref="SimulatedTenant.Moment"/>; or the beginning of the time that was asked for.</param>
/// <param name="Id">Its immutable id.</param>
/// <param name="State">A <see cref="MessageTruth"/>, <see cref="FolderTruth"/>, <see cref="DriveItemTruth"/>, <see cref="ItemTruth"/> or <see cref="ItemFolderTruth"/>; null: not there.</param>
public sealed record TimedState(long Moment, string Id, object? State);
