using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Exports of whole restore points: interrupted, run again, as archives and mailboxes, and what their manifests say.</summary>
public sealed class ExportTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task An_export_that_was_interrupted_goes_on_and_writes_only_what_is_missing()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 20, files: 10));
        RestorePoint point = (await world.BackUpAsync()).RestorePoint!;
        string whole = world.NewFolder("whole"), target = world.NewFolder("target");
        await ExportAsync(world, point, new ExportOptions(whole));

        await using (RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, point, None))
            Assert.Equal(15, await new ItemExporter(explorer, new ExportOptions(target)).ExportAsync(explorer.FindAsync(new RestoreQuery(), None), None).Take(15).CountAsync());
        // What a kill leaves: a file on its way, half a line, a file without its line.
        await File.WriteAllTextAsync(Path.Combine(target, ".veeam365-1.part"), "half");
        string manifest = Path.Combine(target, "veeam365-export.jsonl");
        string[] lines = await File.ReadAllLinesAsync(manifest);
        Assert.InRange(lines.Length, 15, 59);
        await File.WriteAllTextAsync(manifest, string.Join('\n', lines[..^1]) + "\n" + lines[^1][..20]);
        // And what people do: one file is changed, one deleted.
        File.Delete(PathOf(target, lines[0]));
        await File.WriteAllTextAsync(PathOf(target, lines[1]), "changed");

        List<ExportedItem> second = await ExportAsync(world, point, new ExportOptions(target));
        Assert.All(second, e => Assert.Null(e.Error));
        Assert.Equal((60, lines.Length - 3), (second.Count, second.Count(e => e.IsSkipped)));
        File.Delete(PathOf(target, lines[1]));
        Assert.Equal(Hashes(whole), Hashes(target));

        List<ExportedItem> third = await ExportAsync(world, point, new ExportOptions(target));
        Assert.Equal((60, 60), (third.Count, third.Count(e => e.IsSkipped)));
    }

    [Fact]
    public async Task The_manifest_tells_what_everything_was_called_and_its_hashes()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t =>
        {
            RandomChanges.Fill(t, users: 1, messages: 3, files: 3);
            string folder = t.AddDriveFolder("user0@contoso.example", "root", "Deep \u202E folder");
            t.AddFile("user0@contoso.example", folder, "same.txt", [1]);
            t.AddFile("user0@contoso.example", folder, "aux", [2]);
        });
        RestorePoint point = (await world.BackUpAsync()).RestorePoint!;
        string target = world.NewFolder("target");
        List<ExportedItem> exported = await ExportAsync(world, point, new ExportOptions(target, IncludeJson: true));
        Dictionary<string, JsonElement> entries = File.ReadLines(Path.Combine(target, "veeam365-export.jsonl")).Select(l => JsonSerializer.Deserialize<JsonElement>(l)).ToDictionary(e => e.GetProperty("key").GetString()!);
        Assert.Equal(exported.Count, entries.Count);
        foreach (ExportedItem item in exported)
        {
            JsonElement entry = entries[item.Item.Version.Key];
            Assert.Equal((item.Item.Version.Name, item.Item.FolderPath, "user0@contoso.example"), (entry.GetProperty("name").GetString(), entry.GetProperty("folder").GetString(), entry.GetProperty("object").GetString()));
            foreach (JsonElement file in entry.GetProperty("files").EnumerateArray())
                Assert.Equal(file.GetProperty("sha256").GetString(), HashOf(Path.Combine(target, file.GetProperty("path").GetString()!)));
            Assert.Equal(item.Path, Path.Combine(target, entry.GetProperty("files")[0].GetProperty("path").GetString()!));
            if (item.Item.Version.Kind == ItemKind.Message)
                Assert.Equal(2, entry.GetProperty("files").GetArrayLength());
        }
    }

    [Fact]
    public async Task Mailboxes_hold_all_messages_and_are_not_written_twice()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t =>
        {
            t.AddUser("user@contoso.example");
            for (int i = 0; i < 30; i++)
                t.AddMessage("user@contoso.example", "inbox", new(Encoding.ASCII.GetBytes($"From: a@contoso.example\r\nSubject: s{i}\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\nFrom here on {i}\r\nend\r\n")));
        });
        RestorePoint point = (await world.BackUpAsync()).RestorePoint!;
        string target = world.NewFolder("target");
        var options = new ExportOptions(target, Format: ExportFormat.Mbox);
        List<ExportedItem> exported = await ExportAsync(world, point, options);
        string path = Assert.Single(exported.Select(e => e.Path).Distinct())!;
        Assert.EndsWith(Path.Combine("Mailbox", "Inbox", "messages.mbox"), path, StringComparison.Ordinal);
        string[] messages = (await File.ReadAllTextAsync(path)).Split("\n\nFrom ", StringSplitOptions.None);
        Assert.Equal(30, messages.Length);
        Assert.Equal(30, messages.Count(m => m.Contains("\n>From here on ", StringComparison.Ordinal)));
        Assert.StartsWith("From a@contoso.example Mon Nov  2 ", messages[0], StringComparison.Ordinal);

        Assert.All(await ExportAsync(world, point, options), e => Assert.True(e.IsSkipped));
        Assert.Equal(2, Directory.GetFiles(target, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task An_archive_holds_the_same_as_a_folder()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 10, files: 5));
        RestorePoint point = (await world.BackUpAsync()).RestorePoint!;
        string folder = world.NewFolder("folder"), archive = Path.Combine(world.NewFolder("zip"), "export");
        await ExportAsync(world, point, new ExportOptions(folder));
        List<ExportedItem> exported = await ExportAsync(world, point, new ExportOptions(archive, Zip: true));
        Assert.All(exported, e => Assert.Null(e.Error));

        string unpacked = world.NewFolder("unpacked");
        string[] beside = Directory.GetFileSystemEntries(Path.GetDirectoryName(archive)!);
        Assert.Equal([archive + ".zip"], beside);
        await ZipFile.ExtractToDirectoryAsync(archive + ".zip", unpacked);
        Assert.Equal(Hashes(folder), Hashes(unpacked));
        Assert.Equal(15, (await File.ReadAllLinesAsync(Path.Combine(unpacked, "veeam365-export.jsonl"))).Length);
        await Assert.ThrowsAsync<ConflictException>(() => ExportAsync(world, point, new ExportOptions(archive, Zip: true)));
    }

    private static async Task<List<ExportedItem>> ExportAsync(BackupWorld world, RestorePoint point, ExportOptions options)
    {
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, point, None);
        return await new ItemExporter(explorer, options).ExportAsync(explorer.FindAsync(new RestoreQuery(), None), None).ToListAsync();
    }

    private static string PathOf(string target, string line) =>
        Path.Combine(target, JsonSerializer.Deserialize<JsonElement>(line).GetProperty("files")[0].GetProperty("path").GetString()!);

    private static string[] Hashes(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "veeam365-export.jsonl").Select(HashOf).Order(StringComparer.Ordinal)];

    private static string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
