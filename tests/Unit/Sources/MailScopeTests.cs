using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>What belongs to a mailbox beside its visible folders, and what may be left out.</summary>
public sealed class MailScopeTests
{
    [Fact]
    public async Task Recoverable_items_are_held_beside_the_tree()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string deleted = f.AddMail("inbox", "deleted for good");
        f.AddMail("recoverableitemspurges", "purged");
        f.AddMail("recoverableitemsdiscoveryholds", "on hold");
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        f.Mailbox.MoveMessage(deleted, "recoverableitemsdeletions");
        f.AddMail("recoverableitemsversions", "version");
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        f.Mailbox.ExpireDeltaTokens();
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.Equal((0, 0), (f.Mail.ContentsRead, f.Mail.Changes));
    }

    [Fact]
    public async Task Recoverable_items_that_may_not_be_read_are_told_and_what_is_held_of_them_stays()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string purged = f.AddMail("recoverableitemspurges", "purged");
        await f.BackUpMailAsync();
        f.Simulator.Faults.Add(new FaultRule { Path = "recoverableitemsroot|/childFolders", StatusCode = 403, ErrorCode = "ErrorAccessDenied" });
        f.AddMail("inbox", "new");
        f.Mailbox.ExpireDeltaTokens();
        await f.BackUpMailAsync();
        Gap gap = Assert.Single(f.Mail.PendingGaps);
        Assert.Equal(("Recoverable Items", GapReason.PermissionMissing), (gap.Name, gap.Reason));
        Assert.Contains(purged, f.Mail.Items.Keys);
        f.AssertMailIsTrue();
        f.Simulator.Faults.Clear();
        f.AddMail("recoverableitemspurges", "more");
        await f.BackUpMailAsync();
        Assert.Empty(f.Mail.PendingGaps);
        f.AssertMailIsTrue();
    }

    [Fact]
    public async Task The_archive_is_a_workload_of_its_own()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string old = f.Archive.AddFolder("inbox", "Old");
        f.Archive.AddFolder(old, "Empty");
        Enumerable.Range(0, 20).ToList().ForEach(i => f.Archive.AddMessage(i % 2 == 0 ? old : "inbox", new NewMessage(SourceFixture.Mime($"{i}"))));
        f.Archive.AddMessage("recoverableitemspurges", new NewMessage(SourceFixture.Mime("purged")));
        f.AddMail("inbox", "not archived");
        await f.BackUpArchiveAsync();
        f.AssertArchiveIsTrue();
        f.Archive.DeleteFolder(old, hard: true);
        f.Archive.ExpireDeltaTokens();
        await f.BackUpArchiveAsync();
        f.AssertArchiveIsTrue();
        Assert.Equal(0, f.Old.ContentsRead);
    }

    [Fact]
    public async Task A_user_without_an_archive_has_none()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        SimulatedUser bernd = f.Tenant.AddUser("bernd@contoso.example");
        var person = new ProtectedObject(ObjectKind.User, bernd.Id, "Bernd", bernd.UserPrincipalName);
        var absent = await Assert.ThrowsAsync<WorkloadAbsentException>(() => new HeldObject().ApplyAsync(f.Source.OpenReader(person, Workload.ArchiveMailbox)));
        Assert.Equal("ArchiveMailbox.Absent", absent.ErrorId);
        f.Simulator.Faults.Add(new FaultRule { Path = "archivemsgfolderroot", StatusCode = 400, ErrorCode = "ErrorInvalidIdMalformed" });
        await Assert.ThrowsAsync<WorkloadAbsentException>(() => new HeldObject().ApplyAsync(f.Source.OpenReader(person, Workload.ArchiveMailbox)));
    }

    [Theory]
    [InlineData(ExcludableFolder.DeletedItems, "deleteditems")]
    [InlineData(ExcludableFolder.Drafts, "drafts")]
    [InlineData(ExcludableFolder.JunkEmail, "junkemail")]
    [InlineData(ExcludableFolder.Outbox, "outbox")]
    [InlineData(ExcludableFolder.SyncIssues, "syncissues")]
    [InlineData(ExcludableFolder.RecoverableItems, "recoverableitemspurges")]
    public async Task An_excluded_folder_is_left_out_with_all_below_it(ExcludableFolder excluded, string folder)
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string below = f.Mailbox.AddFolder(f.Mailbox.FolderId(folder), "Below");
        string mover = f.AddMail(below, "mover");
        f.AddMail(folder, "out");
        f.AddMail("inbox", "in");
        await f.Mail.ApplyAsync(f.Reader(Workload.Mailbox, excluded));
        Assert.Equal("in", Assert.Single(f.Mail.Items.Values, i => i.Kind == ItemKind.Message).Name);
        Assert.DoesNotContain(below, f.Mail.Items.Keys);
        f.Mailbox.MoveMessage(mover, "inbox");
        await f.Mail.ApplyAsync(f.Reader(Workload.Mailbox, excluded));
        Assert.Equal(2, f.Mail.Items.Values.Count(i => i.Kind == ItemKind.Message));
        f.Mailbox.MoveMessage(mover, folder);
        await f.Mail.ApplyAsync(f.Reader(Workload.Mailbox, excluded));
        Assert.Single(f.Mail.Items.Values, i => i.Kind == ItemKind.Message);
        // No longer excluded: all of it comes.
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        // And excluded again: later restore points are without it.
        await f.Mail.ApplyAsync(f.Reader(Workload.Mailbox, excluded));
        Assert.Single(f.Mail.Items.Values, i => i.Kind == ItemKind.Message);
    }

    [Fact]
    public async Task A_branch_moved_out_of_an_excluded_folder_comes_with_all_its_folders()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string project = f.Mailbox.AddFolder("deleteditems", "Project");
        string below = f.Mailbox.AddFolder(project, "Below");
        string deepest = f.Mailbox.AddFolder(below, "Deepest");
        f.AddMail(deepest, "rescued");
        await f.Mail.ApplyAsync(f.Reader(Workload.Mailbox, ExcludableFolder.DeletedItems));
        f.Mailbox.MoveFolder(project, "inbox");
        await f.Mail.ApplyAsync(f.Reader(Workload.Mailbox, ExcludableFolder.DeletedItems));
        Assert.Superset(new HashSet<string> { project, below, deepest }, f.Mail.Items.Keys.ToHashSet());
        Assert.Equal(deepest, Assert.Single(f.Mail.Items.Values, i => i.Kind == ItemKind.Message).ParentKey);
        f.Mailbox.DeleteFolder(project);
        await f.Mail.ApplyAsync(f.Reader(Workload.Mailbox, ExcludableFolder.DeletedItems));
        Assert.DoesNotContain(f.Mail.Items.Values, i => i.Kind == ItemKind.Message);
        Assert.DoesNotContain(deepest, f.Mail.Items.Keys);
    }
}
