using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class DriveReaderTests
{
    private const string User = SourceFixture.User;

    [Fact]
    public async Task A_full_round_holds_files_and_folders_empty_ones_too()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string documents = f.Drive.AddFolder("root", "Documents");
        f.Drive.AddFolder(documents, "Empty");
        f.Tenant.AddFile(User, documents, "empty.txt", []);
        Enumerable.Range(0, 30).ToList().ForEach(i => f.Tenant.AddFile(User, i % 2 == 0 ? documents : "root", $"{i}.txt", Text($"file {i}")));
        await f.BackUpFilesAsync();
        f.AssertFilesAreTrue();
        Assert.Equal(0, f.Files.Lookups);
        Assert.All(f.Files.LastChanges.OfType<SourceChange.Upsert>(), u => Assert.DoesNotContain("tempauth", Encoding.UTF8.GetString(u.Properties!.Value.Span), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unchanged_drive_changes_nothing_and_reads_nothing()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        Enumerable.Range(0, 20).ToList().ForEach(i => f.Tenant.AddFile(User, "root", $"{i}.txt", Text($"file {i}")));
        await f.BackUpFilesAsync();
        f.Simulator.Log.Reset();
        await f.BackUpFilesAsync();
        Assert.Equal((0, 0), (f.Files.Changes, f.Files.ContentsRead));
        Assert.Equal(1, f.Simulator.Log.Total);
    }

    [Fact]
    public async Task Renames_and_moves_keep_content_and_updates_fetch_it()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string a = f.Drive.AddFolder("root", "A"), b = f.Drive.AddFolder("root", "B");
        List<string> ids = [.. Enumerable.Range(0, 5).Select(i => f.Tenant.AddFile(User, a, $"{i}.txt", Text($"file {i}")))];
        await f.BackUpFilesAsync();
        f.Drive.RenameItem(ids[0], "renamed.txt");
        f.Drive.MoveItem(ids[1], b);
        f.Drive.MoveItem(a, b);
        f.Tenant.UpdateFile(User, ids[2], Text("new bytes"));
        f.Drive.DeleteItem(ids[3]);
        await f.BackUpFilesAsync();
        f.AssertFilesAreTrue();
        Assert.Equal(1, f.Files.ContentsRead);
    }

    [Fact]
    public async Task A_deleted_folder_takes_along_what_is_below_but_not_what_was_moved_out()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string a = f.Drive.AddFolder("root", "A"), b = f.Drive.AddFolder(a, "B"), c = f.Drive.AddFolder(b, "C");
        string saved = f.Tenant.AddFile(User, c, "saved.txt", Text("saved"));
        f.Tenant.AddFile(User, c, "lost.txt", Text("lost"));
        await f.BackUpFilesAsync();
        f.Drive.MoveItem(saved, "root");
        f.Drive.DeleteItem(a);
        await f.BackUpFilesAsync();
        f.AssertFilesAreTrue();
        Assert.Equal(saved, Assert.Single(f.Files.Items).Key);
    }

    [Fact]
    public async Task Expired_tokens_lead_to_a_comparison_without_fetching_again()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string folder = f.Drive.AddFolder("root", "A");
        List<string> ids = [.. Enumerable.Range(0, 30).Select(i => f.Tenant.AddFile(User, folder, $"{i}.txt", Text($"file {i}")))];
        await f.BackUpFilesAsync();
        f.Drive.DeleteItem(ids[0]);
        f.Tenant.UpdateFile(User, ids[1], Text("changed"));
        f.Drive.ExpireDeltaTokens();
        await f.BackUpFilesAsync();
        f.AssertFilesAreTrue();
        Assert.Equal((1, 2), (f.Files.ContentsRead, f.Files.Changes));
        f.Files.SetState(TokenKey(f), null);
        f.Drive.DeleteItem(ids[2]);
        await f.BackUpFilesAsync();
        f.AssertFilesAreTrue();
    }

    [Fact]
    public async Task A_drive_that_is_gone_is_looked_for_again()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Tenant.AddFile(User, "root", "old.txt", Text("old"));
        await f.BackUpFilesAsync();
        f.Simulator.Faults.Add(new FaultRule { Path = "/drives/", StatusCode = 404, ErrorCode = "itemNotFound", Count = 1 });
        f.Tenant.AddFile(User, "root", "new.txt", Text("new"));
        await f.BackUpFilesAsync();
        f.AssertFilesAreTrue();
    }

    [Fact]
    public async Task Another_drive_replaces_the_old_one()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Tenant.AddFile(User, "root", "old.txt", Text("old"));
        await f.BackUpFilesAsync();
        string oldKey = TokenKey(f);
        // A day later.
        string known = Encoding.UTF8.GetString(f.Files.StateEntries["user-drive"]);
        f.Files.SetState("user-drive", known[..known.LastIndexOf('\n')] + "\n2026-01-01T00:00:00.0000000+00:00");
        SimulatedUser other = f.Tenant.AddUser("other@contoso.example");
        f.Tenant.AddFile("other@contoso.example", "root", "new.txt", Text("new"));
        await f.Files.ApplyAsync(f.Source.OpenReader(new ProtectedObject(ObjectKind.User, other.Id, "Anna", null), Workload.OneDrive));
        Assert.Equal("new.txt", Assert.Single(f.Files.Items.Values).Name);
        Assert.DoesNotContain(oldKey, f.Files.StateEntries.Keys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_file_is_resumed_after_a_cut_also_where_ranges_are_ignored(bool ignoreRanges)
    {
        await using SourceFixture f = await SourceFixture.StartAsync(new GraphSimulatorOptions { IgnoreRanges = ignoreRanges }, SourceFixture.Impatient with { InlineContentLimit = 4096 });
        f.Drive.AddFile("root", "large.bin", FileContent.Synthetic(5_000_000, 3));
        f.Simulator.Faults.Add(FaultRule.Of(FaultKind.TruncatedBody, "/download/", 3));
        await f.BackUpFilesAsync();
        f.AssertFilesAreTrue();
        Assert.Empty(f.Files.PendingGaps);
    }

    [Fact]
    public async Task An_expired_download_address_is_asked_for_anew()
    {
        await using SourceFixture f = await SourceFixture.StartAsync(new GraphSimulatorOptions { DownloadUrlLifetime = TimeSpan.FromMilliseconds(-1) });
        f.Tenant.AddFile(User, "root", "a.txt", Text("a"));
        Task round = f.BackUpFilesAsync();
        while (f.Simulator.Log.Count(RouteKind.Download) == 0)
            await Task.Delay(1);
        f.Simulator.Options.DownloadUrlLifetime = TimeSpan.FromHours(1);
        await round;
        // Either the address was renewed in time, or the next session cures the gap.
        await f.BackUpFilesAsync();
        f.AssertFilesAreTrue();
        Assert.Empty(f.Files.PendingGaps);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task A_hash_that_never_matches_keeps_the_content_and_is_told(int size)
    {
        await using SourceFixture f = await SourceFixture.StartAsync(source: SourceFixture.Impatient with { InlineContentLimit = 4096 });
        f.Drive.AddFile("root", "office.docx", FileContent.Synthetic(size, 3));
        f.Simulator.Faults.Add(FaultRule.Of(FaultKind.WrongContentHash, "/drives/", null));
        await f.BackUpFilesAsync();
        f.AssertFilesAreTrue();
        Assert.Equal(GapReason.Unverifiable, Assert.Single(f.Files.PendingGaps).Reason);
        Assert.True(Assert.Single(f.Files.Items.Values).Flags.HasFlag(ItemFlags.Unverified));
        f.Simulator.Faults.Clear();
        await f.BackUpFilesAsync();
        Assert.Empty(f.Files.PendingGaps);
        Assert.False(Assert.Single(f.Files.Items.Values).Flags.HasFlag(ItemFlags.Unverified));
    }

    [Fact]
    public async Task A_small_file_that_arrives_damaged_is_fetched_again()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Tenant.AddFile(User, "root", "a.bin", Text("precious"));
        f.Simulator.Faults.Add(FaultRule.Of(FaultKind.CorruptContent, "/download/"));
        await f.BackUpFilesAsync();
        f.AssertFilesAreTrue();
        Assert.Empty(f.Files.PendingGaps);
    }

    [Fact]
    public async Task A_large_file_that_arrives_damaged_is_a_gap_and_is_tried_again()
    {
        await using SourceFixture f = await SourceFixture.StartAsync(source: SourceFixture.Impatient with { InlineContentLimit = 4096 });
        f.Drive.AddFile("root", "large.bin", FileContent.Synthetic(200_000, 3));
        f.Simulator.Faults.Add(FaultRule.Of(FaultKind.CorruptContent, "/download/"));
        await f.BackUpFilesAsync();
        Assert.Equal(GapReason.SourceError, Assert.Single(f.Files.PendingGaps).Reason);
        await f.BackUpFilesAsync();
        f.AssertFilesAreTrue();
        Assert.Empty(f.Files.PendingGaps);
    }

    [Fact]
    public async Task Malware_is_a_gap_with_its_reason_and_a_vanished_file_is_none()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string bad = f.Tenant.AddFile(User, "root", "bad.exe", Text("bad"));
        f.Simulator.Faults.Add(new FaultRule { Path = "/download/", StatusCode = 403, ErrorCode = "malwareDetected" });
        await f.BackUpFilesAsync();
        Gap gap = Assert.Single(f.Files.PendingGaps);
        Assert.Equal((bad, GapReason.MalwareFlagged), (gap.ItemKey!, gap.Reason));
        f.Drive.DeleteItem(bad);
        f.Simulator.Faults.Clear();
        await f.BackUpFilesAsync();
        Assert.Empty(f.Files.PendingGaps);
        string late = f.Tenant.AddFile(User, "root", "late.txt", Text("late"));
        f.Simulator.Faults.Add(new FaultRule { Path = "/download/", StatusCode = 404, ErrorCode = "itemNotFound" });
        f.Simulator.Faults.Add(new FaultRule { Path = $"/items/{late}", StatusCode = 404, ErrorCode = "itemNotFound" });
        await f.BackUpFilesAsync();
        Assert.Empty(f.Files.PendingGaps);
        Assert.Empty(f.Files.Items);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task Random_changes_are_followed_round_by_round(int seed, bool disorder)
    {
        await using SourceFixture f = await SourceFixture.StartAsync(new GraphSimulatorOptions { DeltaDuplicates = disorder, DeltaReordering = disorder });
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            DriveChanges.Make(f, random, random.Next(1, 30));
            if (random.Next(5) == 0)
                f.Drive.ExpireDeltaTokens();
            await f.BackUpFilesAsync();
            f.AssertFilesAreTrue();
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string TokenKey(SourceFixture f) => f.Files.StateEntries.Keys.Single(k => k.StartsWith("drive/", StringComparison.Ordinal));
}
