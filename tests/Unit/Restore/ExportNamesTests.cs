using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.Tests.Restore;

public sealed class ExportNamesTests
{
    private readonly ExportNames _names = new(new MemoryPlace(), []);

    [Theory]
    [InlineData("Report.txt", "report.TXT")]
    [InlineData("Caf\u00E9.txt", "Cafe\u0301.txt")]
    [InlineData("a:b.txt", "a?b.txt")]
    [InlineData("same.txt", "same.txt")]
    public void Names_that_some_system_takes_for_the_same_get_numbers(string first, string second)
    {
        string one = Next(File(first)), two = Next(File(second));
        Assert.False(string.Equals(one.Normalize(), two.Normalize(), StringComparison.OrdinalIgnoreCase));
        Assert.EndsWith(" (2).txt", two.ToLowerInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_that_differ_by_case_stay_apart_and_items_of_one_folder_together()
    {
        string a = Next(File("x.txt", "Projects")), b = Next(File("x.txt", "projects")), c = Next(File("y.txt", "Projects"));
        Assert.Equal("user@contoso.example/OneDrive/Projects/x.txt", a);
        Assert.Equal("user@contoso.example/OneDrive/projects (2)/x.txt", b);
        Assert.Equal("user@contoso.example/OneDrive/Projects/y.txt", c);
    }

    [Fact]
    public void Objects_of_the_same_name_stay_apart() =>
        Assert.Equal(
            ["Ann/OneDrive/x.txt", "Ann (2)/OneDrive/x.txt"],
            new[] { "1", "2" }.Select(id => Next(File("x.txt") with { Identity = Identity(id, "Ann", null) })));

    [Theory]
    [InlineData(3, 120)]
    [InlineData(40, 10)]
    [InlineData(400, 1)]
    public void Long_paths_stay_below_240_characters_and_apart(int depth, int length)
    {
        string folder = string.Join('/', Enumerable.Range(0, depth).Select(i => new string((char)('a' + (i % 26)), length)));
        string[] paths =
        [
            Next(File(new string('n', 300) + ".txt", folder)),
            Next(File(new string('n', 301) + ".txt", folder)),
            Next(File(new string('n', 300) + ".txt", folder + "x")),
            Next(File("short.txt", folder)),
        ];
        Assert.All(paths, path => Assert.InRange(path.Length, 1, 240));
        Assert.Equal(paths.Length, paths.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(paths, path => Assert.EndsWith(".txt", path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("CON")]
    [InlineData("aux.txt")]
    [InlineData("dots...")]
    [InlineData("spaces   ")]
    [InlineData("\u202Egpj.exe")]
    [InlineData("a\u0000b\u001B[2J")]
    [InlineData("veeam365-export.jsonl")]
    public void Every_part_of_a_path_is_one_that_Windows_takes(string name)
    {
        string path = Next(File(name, $"{name.Replace('/', '\u2215')}/{name.Replace('/', '\u2215')}"));
        foreach (string part in path.Split('/'))
        {
            Assert.NotEmpty(part);
            Assert.DoesNotContain(part, c => c < 32 || "<>:\"\\|?*\u202E".Contains(c, StringComparison.Ordinal));
            Assert.False(part.EndsWith('.') || part.EndsWith(' '), part);
            Assert.DoesNotMatch("(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\.|$)", part);
        }
    }

    [Fact]
    public void The_same_folders_get_the_same_names_in_the_next_run()
    {
        RestoreItem[] items = [File("x.txt", "A/B"), File("x.txt", "a/B"), File("x.txt", "A"), File("x.txt"), File("x.txt", string.Join('/', Enumerable.Repeat("deep", 80)))];
        ManifestEntry[] first = [.. items.Select(i => ManifestEntry.Of(i, [new ManifestFile(Next(i), 1, "")]))];
        var again = new ExportNames(new MemoryPlace(), first);
        foreach (RestoreItem item in items.Reverse())
            Assert.Equal(_names.FolderOf(item), again.FolderOf(item));
        Assert.Equal("user@contoso.example/OneDrive/x (2).txt", again.Next(items[3], "x", ".txt"));
    }

    private string Next(RestoreItem item)
    {
        (string stem, string extension) = ExportNames.NameOf(item);
        return _names.Next(item, stem, extension);
    }

    private static RestoreItem File(string name, string folder = "") =>
        new(Guid.Empty, Identity("1", "user@contoso.example", null), folder, new ItemVersion { Key = name + folder, Kind = ItemKind.File, Name = name });

    private static ObjectIdentity Identity(string id, string name, string? address) => new(Guid.Empty, Guid.Empty, new ProtectedObject(ObjectKind.User, id, name, address), Workload.OneDrive);

    private sealed class MemoryPlace : IExportPlace
    {
        public string NewTemporaryFile() => throw new NotSupportedException();

        public bool TryCreateFolder(string path) => true;

        public Task<bool> TryPlaceAsync(string temporary, ManifestFile file, CancellationToken cancellationToken) => throw new NotSupportedException();

        public string Display(string path) => path;

        public Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
