using System.Text;
using System.Text.RegularExpressions;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Histories;

/// <summary>Bugs of our own that random histories found, each on its own.</summary>
public sealed class HistoryRegressionTests
{
    private const string User = "user0@contoso.example";

    [Fact]
    public async Task A_folder_that_failed_and_is_deleted_afterwards_does_not_fail_the_calendar_for_ever()
    {
        await using BackupWorld world = await CreateAsync(Workload.Calendar);
        SimulatedCalendar calendar = world.Tenant.User(User).Calendar;
        string folder = calendar.AddFolder("Projects");
        calendar.Add("meeting", folder);
        calendar.Add("lunch");
        world.Simulator.Faults.Add(FaultRule.Status($"calendars/{Regex.Escape(folder)}/events", 500, count: null));
        SessionResult first = await world.BackUpAsync();
        world.Simulator.Faults.Clear();
        calendar.DeleteFolder(folder);

        SessionResult second = await world.BackUpAsync();

        Assert.Equal((SessionStatus.Warning, 1), (first.Session.Status, first.RestorePoint!.Gaps));
        Assert.Equal(SessionStatus.Success, second.Session.Status);
        await world.AssertIdenticalAsync(second.RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task A_folder_deleted_between_an_expired_token_and_the_new_enumeration_is_no_gap()
    {
        await using BackupWorld world = await CreateAsync(Workload.Mailbox);
        string folder = world.Tenant.AddFolder(User, "msgfolderroot", "Projects");
        world.Tenant.AddMessage(User, folder, Message("one"));
        await world.BackUpAsync();
        world.Tenant.ExpireDeltaTokens(User);
        int asked = 0;
        world.Simulator.Options.BeforeRequest = path =>
        {
            if (path.Contains($"/mailFolders/{folder}/messages/delta", StringComparison.Ordinal) && Interlocked.Increment(ref asked) == 2)
                world.Tenant.DeleteFolder(User, folder, hard: true);
        };

        SessionResult second = await world.BackUpAsync();

        Assert.Equal((SessionStatus.Success, 0L), (second.Session.Status, second.RestorePoint!.Items));
    }

    [Theory]
    [InlineData(Workload.Mailbox)]
    [InlineData(Workload.Calendar)]
    [InlineData(Workload.OneDrive)]
    public async Task A_second_resync_in_the_middle_of_the_new_enumeration_costs_nothing(Workload workload)
    {
        await using BackupWorld world = await CreateAsync(workload);
        world.Use(new GraphOrganizationSourceFactory(new GraphSourceOptions { MailPageSize = 2, DrivePageSize = 2 }));
        for (int i = 0; i < 9; i++)
        {
            world.Tenant.AddMessage(User, "inbox", Message($"{i}"));
            world.Tenant.AddFile(User, "root", $"{i}", [1]);
            world.Tenant.User(User).Calendar.Add($"{i}");
        }

        await world.BackUpAsync();
        world.Tenant.ExpireDeltaTokens(User);
        world.Simulator.Faults.Add(new FaultRule { Path = "delta.*skiptoken|delta.*token", StatusCode = 410, ErrorCode = "resyncRequired", Count = 3 });

        SessionResult second = await world.BackUpAsync();

        Assert.Equal((SessionStatus.Success, 0L), (second.Session.Status, second.Session.Statistics.ItemsTransferred));
        Assert.Equal(9, second.RestorePoint!.Items);
    }

    [Fact]
    public async Task A_folder_of_an_archive_that_is_moved_while_folders_are_listed_is_not_lost()
    {
        await using BackupWorld world = await CreateAsync(Workload.ArchiveMailbox);
        SimulatedMailbox archive = world.Tenant.User(User).Archive;
        string to = archive.AddFolder("msgfolderroot", "A");
        string from = archive.AddFolder("msgfolderroot", "B");
        string moved = archive.AddFolder(from, "moved");
        archive.AddFolder(to, "stays");
        archive.AddMessage(moved, Message("inside"));
        int listed = 0;
        world.Simulator.Options.BeforeRequest = path =>
        {
            if (path.Contains($"/mailFolders/{from}/childFolders", StringComparison.Ordinal) && Interlocked.Increment(ref listed) == 1)
                archive.MoveFolder(moved, to);
        };

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(["A/moved inside"], await ListAsync(world, result));
    }

    [Fact]
    public async Task A_file_whose_hash_lies_is_not_replaced_by_what_was_held_of_it()
    {
        await using BackupWorld world = await CreateAsync(Workload.OneDrive);
        string file = world.Tenant.AddFile(User, "root", "lying.docx", [1, 2, 3, 4]);
        world.Simulator.Faults.Add(FaultRule.Of(FaultKind.WrongContentHash, "/drives/", count: null));
        await world.BackUpAsync();
        world.Tenant.UpdateFile(User, file, [5, 6, 7, 8]);

        SessionResult second = await world.BackUpAsync();

        Assert.Equal(1, second.RestorePoint!.Gaps);
        await world.AssertIdenticalAsync(second.RestorePoint, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task A_contact_that_is_moved_while_all_are_read_is_not_lost()
    {
        await using BackupWorld world = await CreateAsync(Workload.Contacts);
        world.Use(new GraphOrganizationSourceFactory(new GraphSourceOptions { FoldersSideBySide = 1 }));
        SimulatedContacts contacts = world.Tenant.User(User).Contacts;
        contacts.AddFolder("Friends");
        contacts.AddFolder("Others");
        string contact = contacts.Add("Anna");
        string? asked = null;
        world.Simulator.Options.BeforeRequest = path =>
        {
            if (Regex.Match(path, "/contactFolders/([^/]+)/contacts/delta") is not { Success: true } match)
                return;
            if (asked is not null)
                contacts.Move(contact, asked);
            asked = match.Groups[1].Value;
        };

        SessionResult result = await world.BackUpAsync();

        Assert.EndsWith(" Anna", Assert.Single(await ListAsync(world, result)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_whose_content_answers_404_while_it_is_listed_does_not_go_without_a_word()
    {
        await using BackupWorld world = await CreateAsync(Workload.Mailbox);
        string message = world.Tenant.AddMessage(User, "inbox", Message("ghost"));
        world.Simulator.Faults.Add(new FaultRule { Path = Regex.Escape(message) + "/\\$value", StatusCode = 404, ErrorCode = "ErrorItemNotFound" });
        SessionResult first = await world.BackUpAsync();
        world.Simulator.Faults.Clear();

        SessionResult second = await world.BackUpAsync();

        Assert.Equal((SessionStatus.Warning, 1), (first.Session.Status, first.RestorePoint!.Gaps));
        Assert.Equal(["Inbox ghost"], await ListAsync(world, second));
    }

    private static Task<BackupWorld> CreateAsync(Workload workload) => BackupWorld.CreateAsync(
        t => t.AddUser(new NewUser(User) { HasArchive = true }), scope: new BackupScope { WholeOrganization = true, Workloads = [workload] });

    private static NewMessage Message(string subject) => new(Encoding.UTF8.GetBytes($"From: a@contoso.example\r\nTo: {User}\r\nSubject: {subject}\r\n\r\n{subject}\r\n"));

    private static async Task<List<string>> ListAsync(BackupWorld world, SessionResult result)
    {
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, result.RestorePoint!, CancellationToken.None);
        return await explorer.FindAsync(new RestoreQuery(), CancellationToken.None).Select(i => $"{i.FolderPath} {i.Version.Name}").ToListAsync();
    }
}
