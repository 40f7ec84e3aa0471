using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>An item that differs between two restore points, or between a restore point and the live source.</summary>
public sealed class ItemDifferenceView
{
    private readonly ItemDifference _difference;

    internal ItemDifferenceView(ItemDifference difference) => _difference = difference;

    /// <summary>How it differs.</summary>
    public DifferenceKind Change => _difference.Kind;

    /// <summary>Subject, file name or folder name, as it is now (of what was removed: as it was).</summary>
    public string Name => Newest.Name;

    /// <summary>What it is.</summary>
    public ItemKind Kind => Newest.Kind;

    /// <summary>Address or name of the object it belongs to.</summary>
    public string Object => _difference.Identity.Object.Label;

    /// <summary>The workload.</summary>
    public Workload Workload => _difference.Identity.Workload;

    /// <summary>The folders above it, separated by "/", as it is now (of what was removed: as it was).</summary>
    public string? Folder => _difference.After is null ? _difference.FolderBefore : _difference.FolderAfter;

    /// <summary>True when its folder or its name changed, whatever else did.</summary>
    public bool IsMoved => _difference.IsMoved;

    /// <summary>Its name before; null for what was added.</summary>
    public string? OldName => _difference.Before?.Name;

    /// <summary>Its folder before; null for what was added.</summary>
    public string? OldFolder => _difference.FolderBefore;

    /// <summary>Bytes now; null for what was removed.</summary>
    public long? Size => _difference.After?.Size;

    /// <summary>Bytes before; null for what was added.</summary>
    public long? OldSize => _difference.Before?.Size;

    /// <summary>Last change now (UTC); null for what was removed.</summary>
    public DateTimeOffset? ModifiedAt => _difference.After?.ModifiedAt;

    /// <summary>Last change before (UTC); null for what was added.</summary>
    public DateTimeOffset? OldModifiedAt => _difference.Before?.ModifiedAt;

    /// <summary>Sender or author.</summary>
    public string? From => Newest.From;

    /// <summary>The source's immutable id.</summary>
    public string Key => Newest.Key;

    private ItemVersion Newest => (_difference.After ?? _difference.Before)!;

    /// <summary>What people read.</summary>
    public override string ToString() => $"{Change}: {Name}";
}
