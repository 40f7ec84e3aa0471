using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>
/// Bugs that other backup tools shipped, one test each, named as the bug. Two more need processes of their own: memory on large tenants is
/// <see cref="ProcessTests.A_file_larger_than_the_memory_in_use_is_backed_up_and_exported_as_it_was"/> and the bench "large"; a limiter that the process beside it ignores is the pools' business.
/// </summary>
public sealed class BugsOthersShippedTests
{
    private const string User = "user0@contoso.example";

    private static readonly BackupScope Everything = new() { WholeOrganization = true, Workloads = UserWorkloads.All };

    [Fact]
    public async Task A_drives_snapshot_held_only_the_delta()
    {
        await using BackupWorld world = await CreateAsync();
        for (int i = 0; i < 5; i++)
            world.Tenant.AddFile(User, "root", $"file {i}", [1, (byte)i]);
        await world.BackUpAsync();
        world.Tenant.UpdateFile(User, "file 3", [9, 9]);

        SessionResult second = await world.BackUpAsync();

        Assert.Equal(1, second.Session.Statistics.ItemsTransferred);
        Assert.Equal(5, second.RestorePoint!.Items);
        await world.AssertIdenticalAsync(second.RestorePoint, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task Removals_of_drives_were_looked_for_as_removed_instead_of_deleted()
    {
        await using BackupWorld world = await CreateAsync();
        world.Tenant.AddFile(User, world.Tenant.AddDriveFolder(User, "root", "folder"), "inside", [1]);
        world.Tenant.AddFile(User, "root", "gone", [1]);
        await world.BackUpAsync();
        world.Tenant.DeleteItem(User, "gone");
        world.Tenant.DeleteItem(User, "folder");

        SessionResult second = await world.BackUpAsync();

        Assert.Equal(0, second.RestorePoint!.Items);
        await world.AssertIdenticalAsync(second.RestorePoint, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task Streaming_decryption_failed_above_4_MB()
    {
        await using BackupWorld world = await CreateAsync(password: "correct horse");
        world.Tenant.User(User).Drive.AddFile("root", "9.bin", FileContent.Synthetic((9 << 20) + 1, 7));

        SessionResult result = await world.BackUpAsync();

        await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task Attachments_above_3_MB_were_stored_empty()
    {
        await using BackupWorld world = await CreateAsync();
        byte[] large = new byte[4 << 20];
        new Random(1).NextBytes(large);
        world.Tenant.AddMessage(User, "inbox", new NewMessage(WithAttachment(large)));
        world.Tenant.User(User).Calendar.AddAttachment(world.Tenant.User(User).Calendar.Add("with a large file"), new SimulatedAttachment("large.bin") { Content = large });

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Success, result.Session.Status);
        await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task Item_and_reference_attachments_were_dropped()
    {
        await using BackupWorld world = await CreateAsync();
        SimulatedCalendar calendar = world.Tenant.User(User).Calendar;
        string date = calendar.Add("with attachments");
        calendar.AddAttachment(date, new SimulatedAttachment("link") { Url = "https://contoso.example/x" });
        calendar.AddAttachment(date, new SimulatedAttachment("item") { Item = new JsonObject { ["subject"] = "attached" } });

        SessionResult result = await world.BackUpAsync();

        await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task Drafts_junk_and_hidden_folders_were_skipped_empty_ones_dropped_and_the_archive_was_silently_missing()
    {
        await using BackupWorld world = await CreateAsync(archive: true);
        world.Tenant.AddFolder(User, "msgfolderroot", "Empty");
        string hidden = world.Tenant.AddFolder(User, "msgfolderroot", "Hidden", hidden: true);
        foreach (string folder in (string[])["drafts", "junkemail", hidden])
            world.Tenant.AddMessage(User, folder, new NewMessage(Mime(folder)));
        world.Tenant.User(User).Archive.AddMessage("inbox", new NewMessage(Mime("old")));

        SessionResult result = await world.BackUpAsync();

        await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, result.RestorePoint!, CancellationToken.None);
        List<RestoreItem> items = await explorer.FindAsync(new RestoreQuery { IncludeFolders = true }, CancellationToken.None).ToListAsync();
        Assert.Contains(items, i => i.Version is { Kind: ItemKind.Folder, Name: "Empty" });
        Assert.Contains(items, i => i.Version.Name == "old" && i.Identity.Workload == Workload.ArchiveMailbox);
    }

    [Fact]
    public async Task Every_move_looked_like_a_removal_and_a_new_item_because_of_mutable_ids()
    {
        await using BackupWorld world = await CreateAsync();
        string message = world.Tenant.AddMessage(User, "inbox", new NewMessage(Mime("stays itself")));
        await world.BackUpAsync();
        world.Tenant.MoveMessage(User, message, "archive");
        world.Tenant.MoveMessage(User, message, "junkemail");

        SessionResult second = await world.BackUpAsync();

        Assert.Equal(0, second.Session.Statistics.ItemsRemoved);
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, second.RestorePoint!, CancellationToken.None);
        RestoreItem held = await explorer.FindAsync(new RestoreQuery { Name = "stays itself" }, CancellationToken.None).SingleAsync();
        Assert.Equal((message, "Junk Email"), (held.Version.Key, held.FolderPath));
    }

    [Fact]
    public async Task One_bad_item_left_nothing_restorable_of_the_whole_mailbox()
    {
        await using BackupWorld world = await CreateAsync();
        string bad = world.Tenant.AddMessage(User, "inbox", new NewMessage(Mime("bad")));
        for (int i = 0; i < 20; i++)
            world.Tenant.AddMessage(User, "inbox", new NewMessage(Mime($"good {i}")));
        world.Simulator.Faults.Add(new FaultRule { Path = Regex.Escape(bad) + "/\\$value", StatusCode = 400, ErrorCode = "ErrorMimeContentInvalid" });

        SessionResult result = await world.BackUpAsync();

        Assert.Equal((SessionStatus.Warning, 1), (result.Session.Status, result.RestorePoint!.Gaps));
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, result.RestorePoint, CancellationToken.None);
        var exporter = new ItemExporter(explorer, new ExportOptions(world.NewFolder("export")));
        List<ExportedItem> exported = await exporter.ExportAsync(explorer.FindAsync(new RestoreQuery { Name = "good*" }, CancellationToken.None), CancellationToken.None).ToListAsync();
        Assert.Equal(20, exported.Count(e => e.Error is null));
    }

    [Fact]
    public async Task A_corrupt_token_was_cured_only_by_disabling_incrementals()
    {
        await using BackupWorld world = await CreateAsync();
        world.Tenant.AddMessage(User, "inbox", new NewMessage(Mime("one")));
        world.Tenant.AddFile(User, "root", "file", [1]);
        await world.BackUpAsync();
        world.Tenant.AddMessage(User, "inbox", new NewMessage(Mime("two")));
        world.Tenant.DeleteItem(User, "file");
        world.Simulator.Faults.Add(new FaultRule { Path = "delta.*token", StatusCode = 400, ErrorCode = "ErrorInvalidSyncStateData", Count = 40 });

        SessionResult second = await world.BackUpAsync();

        Assert.Equal((SessionStatus.Success, 1L), (second.Session.Status, second.Session.Statistics.ItemsTransferred));
        await world.AssertIdenticalAsync(second.RestorePoint!, world.Tenant.Snapshot());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Items_moved_during_the_run_were_lost(bool isFull)
    {
        await using BackupWorld world = await CreateAsync();
        world.Use(new GraphOrganizationSourceFactory(new GraphSourceOptions { FoldersSideBySide = 1 }));
        string fugitive = world.Tenant.AddMessage(User, "inbox", new NewMessage(Mime("fugitive")));
        if (!isFull)
            await world.BackUpAsync();
        // Before each folder is asked, the message moves into the one that was asked before it.
        string? asked = null;
        world.Simulator.Options.BeforeRequest = path =>
        {
            if (Regex.Match(path, "/mailFolders/([^/]+)/messages/delta") is not { Success: true } match)
                return;
            if (asked is not null)
                world.Tenant.MoveMessage(User, fugitive, asked);
            asked = match.Groups[1].Value;
        };

        SessionResult result = await world.BackUpAsync();

        world.Simulator.Options.BeforeRequest = null;
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, result.RestorePoint!, CancellationToken.None);
        Assert.Equal(fugitive, Assert.Single(await explorer.FindAsync(new RestoreQuery { Name = "fugitive" }, CancellationToken.None).ToListAsync()).Version.Key);
        await world.AssertIdenticalAsync((await world.BackUpAsync()).RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task The_date_form_of_Retry_After_was_not_understood()
    {
        await using BackupWorld world = await CreateAsync();
        world.Tenant.AddMessage(User, "inbox", new NewMessage(Mime("one")));
        world.Simulator.Options.RetryAfterGrace = TimeSpan.FromMilliseconds(400);
        world.Simulator.Faults.Add(FaultRule.Throttle("messages/delta", TimeSpan.FromSeconds(1), count: 1, RetryAfterForm.HttpDate));

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Success, result.Session.Status);
        Assert.Empty(world.Simulator.Log.RetryAfterViolations);
    }

    private static Task<BackupWorld> CreateAsync(string? password = null, bool archive = false) =>
        BackupWorld.CreateAsync(t => t.AddUser(new NewUser(User) { HasArchive = archive }), password, Everything);

    private static byte[] Mime(string subject) => Encoding.UTF8.GetBytes($"From: a@contoso.example\r\nTo: {User}\r\nSubject: {subject}\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\n{subject}\r\n");

    private static byte[] WithAttachment(byte[] content) => Encoding.ASCII.GetBytes(
        $"From: a@contoso.example\r\nTo: {User}\r\nSubject: large\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n--b\r\n"
        + "Content-Type: application/octet-stream; name=large.bin\r\nContent-Disposition: attachment; filename=large.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + $"{Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)}\r\n--b--\r\n");
}
