using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// Decides what exported things are called: object / workload / folders / name. Names are safe on every system, in Unicode NFC, differ by more than case, and the whole path stays below 240 characters, so that it
/// can be copied to where only 260 are allowed. The manifest tells what they were called. Safe for concurrent use.
/// </summary>
internal sealed class ExportNames
{
    private const int MostFolder = 160;
    private const int MostPath = 240;
    private const int LongestExtension = 16;
    private const int RoomForNumber = 8;

    private readonly IExportPlace _place;
    private readonly Dictionary<(string ObjectId, string Workload, string Folder), string> _folders = [];
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _created = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _sync = new();

    /// <param name="place">Where things are written.</param>
    /// <param name="earlier">What earlier exports wrote there: the same folders get the same names again.</param>
    public ExportNames(IExportPlace place, IEnumerable<ManifestEntry> earlier)
    {
        _place = place;
        _taken.Add(ExportManifest.FileName);
        foreach (ManifestEntry entry in earlier)
            Remember(entry);
    }

    /// <summary>The folder that an item goes to, created when missing; with <paramref name="child"/>, a folder in it.</summary>
    public string FolderOf(RestoreItem item, string? child = null)
    {
        lock (_sync)
        {
            string folder = FolderPathOf(item);
            if (child is not null)
                folder = (folder.Length == 0 ? "" : folder + "/") + child.Replace('/', '\u2215');
            return Enter(item, folder);
        }
    }

    /// <summary>A file name that nothing else in this export has. The place may find that it is taken all the same: then the next is asked for.</summary>
    public string Next(RestoreItem item, string stem, string extension)
    {
        string folder = FolderOf(item);
        stem = Cut(stem, MostPath - folder.Length - 1 - extension.Length - RoomForNumber);
        lock (_sync)
            return Claim($"{folder}/{stem}", extension);
    }

    /// <summary>The wanted name of an item's file.</summary>
    public static (string Stem, string Extension) NameOf(RestoreItem item)
    {
        ItemVersion version = item.Version;
        return version.Kind switch
        {
            ItemKind.Message => (TimeOf(version.ModifiedAt) + SafeFileName.From(version.Name, "(no subject)"), ".eml"),
            ItemKind.Contact => (SafeFileName.From(version.Name, "(no name)"), ".vcf"),
            ItemKind.Event => (SafeFileName.From(version.Name, "(no subject)"), ".ics"),
            ItemKind.Post when IsMail(item) => (TimeOf(version.ModifiedAt) + SafeFileName.From(version.Name, "(no subject)"), ".eml"),
            ItemKind.Post => (TimeOf(version.CreatedAt ?? version.ModifiedAt) + SafeFileName.From(version.Name, "(no text)"), ".json"),
            ItemKind.ListItem or ItemKind.Page => (SafeFileName.From(version.Name, "(no title)"), ".json"),
            ItemKind.Settings or ItemKind.Member or ItemKind.Tab => (SafeFileName.From(version.Name, "(unnamed)"), ".json"),
            ItemKind.FileVersion => VersionNameOf(item),
            _ => Split(version.Name, SafeFileName.From(version.Name, "(unnamed)")),
        };
    }

    /// <summary>True for a post of a group's conversation: it came as mail, and so it goes.</summary>
    public static bool IsMail(RestoreItem item) => item.Version.Kind == ItemKind.Post && item.Identity.Workload == Workload.GroupMailbox;

    /// <summary>An earlier version lies beside its file, whose name is the last part of its path: report (version 2.0).docx.</summary>
    private static (string Stem, string Extension) VersionNameOf(RestoreItem item)
    {
        string file = item.FolderPath[(item.FolderPath.LastIndexOf('/') + 1)..];
        (string stem, string extension) = Split(file, SafeFileName.From(file, "(unnamed)"));
        return ($"{stem} (version {SafeFileName.From(item.Version.Name, "0")})", extension);
    }

    private static string TimeOf(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HHmmss ", CultureInfo.InvariantCulture) ?? "";

    private static string FolderPathOf(RestoreItem item) =>
        item.Version.Kind == ItemKind.FileVersion ? item.FolderPath[..Math.Max(0, item.FolderPath.LastIndexOf('/'))] : item.FolderPath;

    private static (string Stem, string Extension) Split(string name, string safe)
    {
        string extension = SafeFileName.From("x" + Path.GetExtension(name), "x")[1..];
        if (extension.Length is 0 or > LongestExtension)
            return (safe, "");
        // A long name lost its end; what kind of file it is must not get lost with it.
        return (safe.EndsWith(extension, StringComparison.Ordinal) && safe.Length > extension.Length ? safe[..^extension.Length] : safe, extension);
    }

    private void Remember(ManifestEntry entry)
    {
        foreach (ManifestFile file in entry.Files)
        {
            for (string? path = file.Path; !string.IsNullOrEmpty(path); path = ParentOf(path))
                _taken.Add(path);
        }

        if (entry.Files.Count == 0 || ParentOf(entry.Files[0].Path) is not { } parent)
            return;
        string[] parts = parent.Split('/');
        // The folders above it are the first of these; where names got too long, several lie in the same.
        string[] names = entry.Folder.Split('/', StringSplitOptions.RemoveEmptyEntries);
        _folders.TryAdd(KeyOf(entry.ObjectId), parts[0]);
        for (int depth = 0; depth <= names.Length; depth++)
            _folders.TryAdd((entry.ObjectId, entry.Workload, string.Join('/', names.Take(depth))), string.Join('/', parts.Take(depth + 2)));
    }

    private static string? ParentOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : null;

    /// <summary>Of the object's folder, which is none of the source's.</summary>
    private static (string ObjectId, string Workload, string Folder) KeyOf(string objectId) => (objectId, "", "");

    private string Enter(RestoreItem item, string folder)
    {
        ObjectIdentity identity = item.Identity;
        if (_folders.TryGetValue((identity.Object.Id, identity.Workload.ToString(), folder), out string? known))
            return Created(known);
        if (folder.Length == 0)
        {
            string root = EnterObject(identity);
            return _folders[(identity.Object.Id, identity.Workload.ToString(), "")] = NewFolder(root, identity.Workload.ToString(), identity.Workload.ToString());
        }

        int slash = folder.LastIndexOf('/');
        string parent = Enter(item, slash < 0 ? "" : folder[..slash]);
        return _folders[(identity.Object.Id, identity.Workload.ToString(), folder)] = NewFolder(parent, folder[(slash + 1)..], folder);
    }

    private string EnterObject(ObjectIdentity identity)
    {
        (string, string, string) key = KeyOf(identity.Object.Id);
        return _folders.TryGetValue(key, out string? known) ? known : _folders[key] = NewFolder("", identity.Object.Label, identity.Object.Id);
    }

    private string NewFolder(string parent, string name, string original)
    {
        string safe = SafeFileName.From(name, "(unnamed)").Normalize(NormalizationForm.FormC);
        int room = MostFolder - parent.Length - 1;
        if (safe.Length > room)
        {
            string mark = "~" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(original)))[..8];
            // Too deep for one more level: what is in it lies in the folder above.
            if (room < mark.Length + 4)
                return parent;
            safe = Cut(safe, Math.Min(room, 24) - mark.Length) + mark;
        }

        string wanted = parent.Length == 0 ? safe : $"{parent}/{safe}";
        while (true)
        {
            string path = Claim(wanted, "");
            if (!_place.TryCreateFolder(path))
                continue;
            _created.Add(path);
            return path;
        }
    }

    private string Created(string folder)
    {
        // Of an earlier export: it may have been deleted since.
        if (_created.Add(folder))
            _place.TryCreateFolder(folder);
        return folder;
    }

    private string Claim(string stem, string extension)
    {
        string wanted = (stem + extension).Normalize(NormalizationForm.FormC);
        while (true)
        {
            int number = _numbers[wanted] = _numbers.GetValueOrDefault(wanted) + 1;
            string path = number == 1 ? wanted : string.Create(CultureInfo.InvariantCulture, $"{stem} ({number}){extension}").Normalize(NormalizationForm.FormC);
            if (_taken.Add(path))
                return path;
        }
    }

    private static string Cut(string text, int most)
    {
        if (text.Length <= most)
            return text;
        most = Math.Max(most, 1);
        int length = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        string cut = text[..length].TrimEnd('.', ' ');
        return cut.Length == 0 ? "_" : cut;
    }
}
