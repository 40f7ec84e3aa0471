using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>An item of a restore point, as people see it.</summary>
/// <param name="RestorePointId">The restore point.</param>
/// <param name="Identity">The object and workload it belongs to.</param>
/// <param name="FolderPath">The folders above it, separated by "/", as the source names them ("/" inside a name becomes "\u2215").</param>
/// <param name="Version">The item.</param>
public sealed record RestoreItem(Guid RestorePointId, ObjectIdentity Identity, string FolderPath, ItemVersion Version)
{
    /// <summary>True when the restore point does not hold the item any more; earlier ones do.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>True when the restore point holds a newer version of the item.</summary>
    public bool IsSuperseded { get; init; }

    /// <summary>The first restore point that holds this version (its sequence); null unless deleted items or all versions were asked for.</summary>
    public long? FirstSequence { get; init; }

    /// <summary>The last restore point that holds this version, up to the one searched (its sequence); null unless deleted items or all versions were asked for.</summary>
    public long? LastSequence { get; init; }
}
