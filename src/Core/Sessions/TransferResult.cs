namespace Veeam365.Backup.Core.Sessions;

/// <summary>What the transfer of a session brought.</summary>
/// <param name="Objects">The objects that were processed to an end, by whomever.</param>
/// <param name="WasStopped">True when it was cut short by a stop.</param>
internal sealed record TransferResult(IReadOnlyList<ObjectResult> Objects, bool WasStopped);
