namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>What a probe found.</summary>
/// <param name="Checks">What was tried, in order.</param>
/// <param name="Capabilities">What the store can do.</param>
internal sealed record ProbeResult(IReadOnlyList<RepositoryCheck> Checks, StoreCapabilities Capabilities);
