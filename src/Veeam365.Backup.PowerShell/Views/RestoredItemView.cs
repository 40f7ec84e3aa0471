using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>A restored item.</summary>
public sealed class RestoredItemView
{
    private readonly RestoredItem _restored;

    internal RestoredItemView(RestoredItem restored) => _restored = restored;

    /// <summary>Subject or file name.</summary>
    public string Name => _restored.Item.Version.Name;

    /// <summary>What it is.</summary>
    public ItemKind Kind => _restored.Item.Version.Kind;

    /// <summary>Address or name of the object it came from.</summary>
    public string Object => _restored.Item.Identity.Object.Label;

    /// <summary>Address or name of the object it was restored to.</summary>
    public string Target => _restored.TargetLabel;

    /// <summary>The workload.</summary>
    public Workload Workload => _restored.Item.Identity.Workload;

    /// <summary>The folders above it, separated by "/".</summary>
    public string Folder => _restored.Item.FolderPath;

    /// <summary>What was done: Created, Moved, Updated, Replaced, Copied, Unchanged or Skipped.</summary>
    public string Action => _restored.Result!.Action.ToString();

    /// <summary>Content bytes sent.</summary>
    public long BytesSent => _restored.Result!.Bytes;

    /// <summary>What did not come back with it, or why it stays.</summary>
    public string? Note => _restored.Result!.Note;

    /// <summary>The source's immutable id.</summary>
    public string Key => _restored.Item.Version.Key;

    /// <summary>The target's id.</summary>
    public string TargetId => _restored.Result!.TargetId;

    /// <summary>What people read.</summary>
    public override string ToString() => $"{Name} {Action}";
}
