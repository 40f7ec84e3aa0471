using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>An item of a restore point. It knows the restore point, so that it can be exported as it is.</summary>
public sealed class BackupItemView
{
    private readonly RestorePoint _point;
    private readonly RestoreItem _item;

    internal BackupItemView(RestorePoint point, RestoreItem item)
    {
        _point = point;
        _item = item;
    }

    /// <summary>Subject, file name or folder name.</summary>
    public string Name => _item.Version.Name;

    /// <summary>What it is.</summary>
    public ItemKind Kind => _item.Version.Kind;

    /// <summary>Address or name of the object it belongs to.</summary>
    public string Object => _item.Identity.Object.Label;

    /// <summary>The workload.</summary>
    public Workload Workload => _item.Identity.Workload;

    /// <summary>The folders above it, separated by "/".</summary>
    public string Folder => _item.FolderPath;

    /// <summary>Bytes.</summary>
    public long Size => _item.Version.Size;

    /// <summary>Received time of a message, last modification of anything else (UTC).</summary>
    public DateTimeOffset? ModifiedAt => _item.Version.ModifiedAt;

    /// <summary>When it was created at the source (UTC).</summary>
    public DateTimeOffset? CreatedAt => _item.Version.CreatedAt;

    /// <summary>Sender or author.</summary>
    public string? From => _item.Version.From;

    /// <summary>Recipients, separated by "; ".</summary>
    public string? To => _item.Version.To;

    /// <summary>True when it carries attachments.</summary>
    public bool HasAttachments => _item.Version.Flags.HasFlag(ItemFlags.HasAttachments);

    /// <summary>True when the restore point does not hold it any more; earlier ones do (-IncludeDeleted).</summary>
    public bool IsDeleted => _item.IsDeleted;

    /// <summary>True when the restore point holds a newer version of it (-AllVersions).</summary>
    public bool IsSuperseded => _item.IsSuperseded;

    /// <summary>Number of the first restore point of the job that holds this version; null unless -IncludeDeleted or -AllVersions were given.</summary>
    public long? FirstRestorePoint => _item.FirstSequence;

    /// <summary>Number of the last restore point of the job that holds this version, up to the one that was searched; null unless -IncludeDeleted or -AllVersions were given.</summary>
    public long? LastRestorePoint => _item.LastSequence;

    /// <summary>The job.</summary>
    public string JobName => _point.JobName;

    /// <summary>The restore point.</summary>
    public Guid RestorePointId => _point.Id;

    /// <summary>When that was made (UTC).</summary>
    public DateTimeOffset RestorePointTime => _point.CreatedAt;

    /// <summary>The source's immutable id.</summary>
    public string Key => _item.Version.Key;

    internal RestorePoint Point => _point;

    internal RestoreItem Item => _item;

    /// <summary>What people read.</summary>
    public override string ToString() => Name;
}
