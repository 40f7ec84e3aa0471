using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>A restore point that is in the store.</summary>
/// <param name="Manifest">It.</param>
/// <param name="Hash">SHA-256 of it as stored; the next one names it as its parent's.</param>
public sealed record StoredRestorePoint(RestorePointManifest Manifest, Sha256Hash Hash);
