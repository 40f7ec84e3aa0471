namespace Veeam365.Backup.Core.Repositories;

/// <summary>What to repair.</summary>
/// <param name="Found">What a validation found just before.</param>
/// <param name="Points">Restore points that are damaged in the repository and known here; the manifest lists all heads, the hash is the one that the repository had.</param>
public sealed record RepairRequest(VerificationReport Found, IReadOnlyList<StoredRestorePoint> Points);
