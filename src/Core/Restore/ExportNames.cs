using System.Collections.Concurrent;
using System.Globalization;
using Veeam365.Backup.Core.Files;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Decides where items are exported to: target / object / workload / folders / name. Safe for concurrent use.</summary>
internal sealed class ExportNames
{
    private readonly string _target;
    private readonly bool _overwrite;
    private readonly ConcurrentDictionary<string, string> _folders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _taken = new(StringComparer.OrdinalIgnoreCase);

    public ExportNames(ExportOptions options)
    {
        _target = Path.GetFullPath(options.TargetFolder);
        _overwrite = options.Overwrite;
    }

    /// <summary>True for a post of a group's conversation: it came as mail, and so it goes.</summary>
    public static bool IsMail(RestoreItem item) => item.Version.Kind == ItemKind.Post && item.Identity.Workload == Workload.GroupMailbox;

    /// <summary>The folder that an item goes to, created when missing; with <paramref name="child"/>, a folder in it.</summary>
    public string EnterFolder(RestoreItem item, string? child = null)
    {
        string path = EnterFolder(_target, SafeFileName.From(item.Identity.Object.Label, "(unnamed)"));
        path = EnterFolder(path, item.Identity.Workload.ToString());
        foreach (string folder in FolderPathOf(item).Split('/', StringSplitOptions.RemoveEmptyEntries))
            path = EnterFolder(path, SafeFileName.From(folder, "(unnamed)"));
        return child is null ? path : EnterFolder(path, SafeFileName.From(child, "(unnamed)"));
    }

    /// <summary>A name beside the final one that nothing else uses.</summary>
    public string TemporaryFor(RestoreItem item) => Path.Combine(EnterFolder(item), $".{Guid.NewGuid():N}.part");

    /// <summary>Moves the finished file to a name that is free (or, when told to overwrite, was not taken by this export).</summary>
    public string Take(RestoreItem item, string temporary)
    {
        string folder = EnterFolder(item);
        (string stem, string extension) = item.Version.Kind == ItemKind.FileVersion ? VersionNameOf(item) : NameOf(item);
        while (true)
        {
            string wanted = Path.Combine(folder, stem + extension);
            int number = _taken.AddOrUpdate(wanted, 1, (_, n) => n + 1);
            string path = number == 1 ? wanted : Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{stem} ({number}){extension}"));
            ThrowIfOutside(path);
            if (TryMove(temporary, path))
                return path;
        }
    }

    /// <summary>Moves a finished file beside the one it belongs to.</summary>
    public void TakeBeside(string path, string temporary)
    {
        string stem = path;
        for (int number = 2; !TryMove(temporary, stem + ".json"); number++)
            stem = string.Create(CultureInfo.InvariantCulture, $"{path} ({number})");
    }

    private string EnterFolder(string parent, string name) => _folders.GetOrAdd(Path.Combine(parent, name), CreateFolder);

    /// <summary>A file can have the folder's name, once both were cut to a length that file systems take: then the folder gets a number.</summary>
    private string CreateFolder(string wanted)
    {
        ThrowIfOutside(wanted);
        for (int number = 1; ; number++)
        {
            string path = number == 1 ? wanted : string.Create(CultureInfo.InvariantCulture, $"{wanted} ({number})");
            try
            {
                Directory.CreateDirectory(path);
                return path;
            }
            catch (IOException) when (File.Exists(path))
            {
                // Taken by a file: the next number.
            }
        }
    }

    private bool TryMove(string temporary, string path)
    {
        if (Directory.Exists(path))
            return false;
        if (!_overwrite)
            return ExclusiveMove.Try(temporary, path);
        File.Move(temporary, path, overwrite: true);
        return true;
    }

    private static (string Stem, string Extension) NameOf(RestoreItem item)
    {
        ItemVersion version = item.Version;
        if (version.Kind == ItemKind.Message)
            return (TimeOf(version.ModifiedAt) + SafeFileName.From(version.Name, "(no subject)"), ".eml");
        if (IsMail(item))
            return (TimeOf(version.ModifiedAt) + SafeFileName.From(version.Name, "(no subject)"), ".eml");
        if (version.Kind == ItemKind.Post)
            return (TimeOf(version.CreatedAt) + SafeFileName.From(version.Name, "(no text)"), ".json");
        if (version.Kind is ItemKind.Settings or ItemKind.Member or ItemKind.Tab)
            return (SafeFileName.From(version.Name, "(unnamed)"), ".json");
        if (version.Kind == ItemKind.Contact)
            return (SafeFileName.From(version.Name, "(no name)"), ".vcf");
        if (version.Kind == ItemKind.Event)
            return (SafeFileName.From(version.Name, "(no subject)"), ".ics");
        if (version.Kind is ItemKind.ListItem or ItemKind.Page)
            return (SafeFileName.From(version.Name, "(no title)"), ".json");
        return Split(SafeFileName.From(version.Name, "(unnamed)"));
    }

    /// <summary>An earlier version lies beside its file, whose name is the last part of its path: report (version 2.0).docx.</summary>
    private static (string Stem, string Extension) VersionNameOf(RestoreItem item)
    {
        (string stem, string extension) = Split(SafeFileName.From(item.FolderPath[(item.FolderPath.LastIndexOf('/') + 1)..], "(unnamed)"));
        return ($"{stem} (version {SafeFileName.From(item.Version.Name, "0")})", extension);
    }

    private static (string Stem, string Extension) Split(string name)
    {
        string extension = Path.GetExtension(name);
        return (name[..^extension.Length], extension);
    }

    private static string TimeOf(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HHmmss ", CultureInfo.InvariantCulture) ?? "";

    private static string FolderPathOf(RestoreItem item) =>
        item.Version.Kind == ItemKind.FileVersion ? item.FolderPath[..Math.Max(0, item.FolderPath.LastIndexOf('/'))] : item.FolderPath;

    private void ThrowIfOutside(string path)
    {
        string full = Path.GetFullPath(path);
        if (full != _target && !full.StartsWith(_target.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidSettingException("Export.OutsideTarget", "An item's name would lead out of the target folder.", "Report this: names are made safe before.");
    }
}
