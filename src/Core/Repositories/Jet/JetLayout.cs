using System.Globalization;
using Veeam365.Backup.Core.Repositories.ObjectStorage;

namespace Veeam365.Backup.Core.Repositories.Jet;

/// <summary>Where the databases of a repository lie, and what is in which.</summary>
internal static class JetLayout
{
    /// <summary>Stands for the folder itself, whose databases hold everything but packs.</summary>
    public const int Catalogue = 0;

    private const string FirstFile = "repository.adb";
    private const string FilePattern = "repository*.adb";

    /// <summary>Where an object belongs: a pack to the year its id begins with, everything else to the catalogue.</summary>
    public static int ShelfOf(string key) =>
        RepositoryLayout.TryParsePack(key, out ObjectId id) && PackYear.IsYear(id.Year) ? id.Year : Catalogue;

    /// <summary>True when keys with the prefix may be packs.</summary>
    public static bool MayHoldPacks(string prefix) =>
        prefix.StartsWith(RepositoryLayout.Packs, StringComparison.Ordinal) || RepositoryLayout.Packs.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>The folder of a year's, or the catalogue's, databases.</summary>
    public static string Folder(string root, int year) =>
        year == Catalogue ? root : Path.Combine(root, year.ToString("D4", CultureInfo.InvariantCulture));

    /// <summary>The n-th database of a folder, from 1.</summary>
    public static string File(string folder, int number) =>
        Path.Combine(folder, number == 1 ? FirstFile : string.Create(CultureInfo.InvariantCulture, $"repository-{number}.adb"));

    /// <summary>The folder of a database's transaction logs.</summary>
    public static string Logs(string file) => Path.ChangeExtension(file, ".logs") + Path.DirectorySeparatorChar;

    /// <summary>What a database is compacted into before it takes its place.</summary>
    public static string Compacted(string file) => file + ".compacted";

    /// <summary>The databases of a folder that are there, by number.</summary>
    public static IReadOnlyList<string> ListFiles(string folder)
    {
        List<string> files = [];
        for (int number = 1; System.IO.File.Exists(File(folder, number)); number++)
            files.Add(File(folder, number));
        return files;
    }

    /// <summary>The years that have a folder, ascending.</summary>
    public static IReadOnlyList<int> ListYears(string root)
    {
        List<int> years = [];
        foreach (string folder in Directory.EnumerateDirectories(root))
        {
            if (YearOf(folder) is { } year && Directory.EnumerateFiles(folder, FilePattern).Any())
                years.Add(year);
        }

        years.Sort();
        return years;
    }

    /// <summary>True when the folder holds anything that no such repository made.</summary>
    public static bool HoldsForeignFiles(string root)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(root))
        {
            string name = Path.GetFileName(entry);
            bool isOurs = name.StartsWith("repository", StringComparison.Ordinal) && (name.Contains(".adb", StringComparison.Ordinal) || name.EndsWith(".logs", StringComparison.Ordinal));
            // A freshly made volume has these.
            if (!isOurs && YearOf(entry) is null && name is not ("lost+found" or "System Volume Information" or "$RECYCLE.BIN"))
                return true;
        }

        return false;
    }

    private static int? YearOf(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int year) && PackYear.IsYear(year) && Folder("", year) == Path.GetFileName(folder) ? year : null;
}
