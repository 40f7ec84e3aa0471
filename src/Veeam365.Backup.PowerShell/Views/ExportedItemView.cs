using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>An exported item.</summary>
public sealed class ExportedItemView
{
    private readonly ExportedItem _exported;

    internal ExportedItemView(ExportedItem exported) => _exported = exported;

    /// <summary>Subject, file name or folder name.</summary>
    public string Name => _exported.Item.Version.Name;

    /// <summary>What it is.</summary>
    public ItemKind Kind => _exported.Item.Version.Kind;

    /// <summary>Address or name of the object it belongs to.</summary>
    public string Object => _exported.Item.Identity.Object.Label;

    /// <summary>The workload.</summary>
    public Workload Workload => _exported.Item.Identity.Workload;

    /// <summary>The folders above it, separated by "/".</summary>
    public string Folder => _exported.Item.FolderPath;

    /// <summary>The file or folder written.</summary>
    public string Path => _exported.Path ?? "";

    /// <summary>Bytes written.</summary>
    public long Length => _exported.Length;

    /// <summary>SHA-256 of them; null for folders.</summary>
    public string? Hash => _exported.Hash?.ToString();

    /// <summary>True when an earlier export had written it and it was found intact.</summary>
    public bool Skipped => _exported.IsSkipped;

    /// <summary>The source's immutable id.</summary>
    public string Key => _exported.Item.Version.Key;

    /// <summary>What people read.</summary>
    public override string ToString() => Path;
}
