using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>An item of a restore point, as people see it.</summary>
/// <param name="RestorePointId">The restore point.</param>
/// <param name="Identity">The object and workload it belongs to.</param>
/// <param name="FolderPath">The folders above it, separated by "/", as the source names them ("/" inside a name becomes "\u2215").</param>
/// <param name="Version">The item.</param>
public sealed record RestoreItem(Guid RestorePointId, ObjectIdentity Identity, string FolderPath, ItemVersion Version);
