using System.Text.Json;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

public sealed class MailboxScopeTests
{
    [Fact]
    public async Task Everything_a_user_has_is_held_and_what_is_not_there_is_absent_with_a_reason()
    {
        var scope = new BackupScope { WholeOrganization = true, Workloads = UserWorkloads.All };
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t =>
            {
                t.AddUser(new NewUser("room@contoso.example") { IsLicensed = false, AccountEnabled = false, HasDrive = false, UserPurpose = "room" }).Calendar.Add("booked");
                t.AddUser(new NewUser("guest@other.example") { IsGuest = true, HasMailbox = false, HasDrive = false });
            },
            scope: scope);
        TenantSnapshot truth = world.Tenant.Snapshot();

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Success, result.Session.Status);
        Assert.Equal(0, result.RestorePoint!.Gaps);
        await world.AssertIdenticalAsync(result.RestorePoint, truth);
        var absent = new Dictionary<string, string?>();
        foreach (SessionTask task in await world.Services.Configuration.Sessions.ListTasksAsync(result.Session.Id, CancellationToken.None))
        {
            if (task.Status == SessionTaskStatus.Absent)
                absent[$"{task.Identity.Object.Address} {task.Identity.Workload}"] = task.Message;
        }

        Assert.Equal(7, absent.Count);
        Assert.Contains("no mailbox", absent["guest@other.example Mailbox"], StringComparison.Ordinal);
        Assert.Contains("no archive mailbox", absent["room@contoso.example ArchiveMailbox"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Excluded_folders_of_the_scope_are_left_out()
    {
        var scope = new BackupScope { WholeOrganization = true, Workloads = [Workload.Mailbox], ExcludeFolders = [ExcludableFolder.JunkEmail] };
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t =>
            {
                t.AddUser("user0@contoso.example");
                t.AddMessage("user0@contoso.example", "junkemail", new NewMessage("Subject: junk\r\n\r\nx"u8.ToArray()));
                t.AddMessage("user0@contoso.example", "inbox", new NewMessage("Subject: mail\r\n\r\nx"u8.ToArray()));
            },
            scope: scope);

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(1, result.RestorePoint!.Items);
    }

    [Fact]
    public void Scope_of_an_earlier_version_excludes_nothing()
    {
        BackupScope scope = JsonSerializer.Deserialize("""{"WholeOrganization":true,"Include":[],"Exclude":[],"Workloads":["Mailbox"]}""", ConfigurationJson.Default.BackupScope)!;
        Assert.Empty(scope.ExcludeFolders);
        Assert.Equal([Workload.Mailbox], scope.Workloads);
    }
}
