using System.Globalization;
using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>Getting mail back.</summary>
public sealed class MailRestoreTests
{
    [Fact]
    public async Task What_was_deleted_moved_and_changed_is_as_it_was_again()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        Harm(world.Anna.Mailbox);

        await world.RestoreWellAsync(CollisionRule.Replace);

        Assert.Equal(TargetTruth.Mail(world.Truth.User(RestoreWorld.User).Mailbox!), TargetTruth.Mail(world.Anna.Mailbox.Snapshot()));
        Assert.Equal(TargetTruth.MailFolders(world.Truth.User(RestoreWorld.User).Mailbox!), TargetTruth.MailFolders(world.Anna.Mailbox.Snapshot()));
        Assert.Equal(TargetTruth.Mail(world.Truth.User(RestoreWorld.User).Archive!), TargetTruth.Mail(world.Anna.Archive.Snapshot()));
    }

    [Fact]
    public async Task Restoring_again_finds_everything_there_and_writes_nothing()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        Harm(world.Anna.Mailbox);
        await world.RestoreWellAsync(CollisionRule.Replace);
        IReadOnlyList<string> restored = TargetTruth.Mail(world.Anna.Mailbox.Snapshot());

        RestoreOutcome again = await world.RestoreWellAsync();

        Assert.Equal(0, again.Session.Statistics.Created + again.Session.Statistics.Copied + again.Session.Statistics.Replaced);
        Assert.Equal(restored, TargetTruth.Mail(world.Anna.Mailbox.Snapshot()));
    }

    [Fact]
    public async Task Without_being_told_to_replace_what_is_there_in_another_state_stays()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(anna => anna.Mailbox.AddMessage("inbox", new NewMessage(SourceFixture.Mime("one"))));
        world.Anna.Mailbox.UpdateMessage(TargetTruth.Ids(world.Anna.Mailbox, "Inbox")[0], new MessageUpdate { Categories = ["Mine"] });

        RestoreOutcome outcome = await world.RestoreWellAsync();

        Assert.Equal(1, outcome.Session.Statistics.Skipped);
        Assert.Equal(["Mine"], world.Anna.Mailbox.Snapshot().Messages().Single().Categories);
    }

    [Fact]
    public async Task A_copy_is_put_beside_what_was_changed_and_only_once()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(anna => anna.Mailbox.AddMessage("inbox", new NewMessage(SourceFixture.Mime("one"))));
        world.Anna.Mailbox.UpdateMessage(TargetTruth.Ids(world.Anna.Mailbox, "Inbox")[0], new MessageUpdate { Subject = "changed" });

        RestoreOutcome first = await world.RestoreAsync(world.Request(CollisionRule.Copy));
        await world.RestoreAsync(world.Request(CollisionRule.Copy));

        Assert.Equal(WriteAction.Copied, first.Items.Single().Result!.Action);
        Assert.Equal(["changed", "one"], world.Anna.Mailbox.Snapshot().Messages().Select(m => m.Subject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_equal_messages_of_which_one_was_deleted_are_two_again()
    {
        byte[] mime = Encoding.ASCII.GetBytes("From: a@b.example\r\nMessage-ID: <same@b.example>\r\nSubject: twice\r\nDate: Mon, 04 Mar 2024 09:00:00 +0000\r\n\r\nx\r\n");
        await using RestoreWorld world = await RestoreWorld.CreateAsync(anna =>
        {
            anna.Mailbox.AddMessage("inbox", new NewMessage(mime));
            anna.Mailbox.AddMessage("inbox", new NewMessage(mime));
        });
        world.Anna.Mailbox.DeleteMessage(TargetTruth.Ids(world.Anna.Mailbox, "Inbox")[1], hard: true);

        await world.RestoreWellAsync();
        await world.RestoreWellAsync();

        Assert.Equal(2, TargetTruth.Ids(world.Anna.Mailbox, "Inbox").Count);
    }

    [Fact]
    public async Task A_message_in_Deleted_Items_is_moved_back_and_keeps_its_id()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(anna => anna.Mailbox.AddMessage("inbox", new NewMessage(SourceFixture.Mime("one"))));
        string id = TargetTruth.Ids(world.Anna.Mailbox, "Inbox")[0];
        world.Anna.Mailbox.DeleteMessage(id);

        RestoreOutcome outcome = await world.RestoreWellAsync();

        Assert.Equal(WriteAction.Moved, outcome.Items.Single().Result!.Action);
        Assert.Equal([id], TargetTruth.Ids(world.Anna.Mailbox, "Inbox"));
        Assert.False(world.Anna.Mailbox.Snapshot().Messages().Single().IsDraft);
    }

    [Fact]
    public async Task A_mailbox_is_restored_to_another_user_below_a_folder()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        SimulatedUser bert = world.Tenant.AddUser("bert@contoso.example");
        RestoreRequest request = world.Request() with { TargetUser = "bert@contoso.example", TargetFolder = "Restored/Anna", Query = new RestoreQuery { Workloads = [Workload.Mailbox], IncludeFolders = true } };

        RestoreOutcome outcome = await world.RestoreAsync(request);
        await world.RestoreAsync(request);

        Assert.Equal(SessionStatus.Success, outcome.Session.Status);
        Assert.Equal(
            TargetTruth.Mail(world.Truth.User(RestoreWorld.User).Mailbox!).Select(m => "Restored/Anna/" + m),
            TargetTruth.Mail(bert.Mailbox.Snapshot()));
    }

    [Fact]
    public async Task Chosen_messages_alone_come_back_and_nothing_is_left_of_the_way_they_came()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        foreach (string id in TargetTruth.Ids(world.Anna.Mailbox, "Inbox"))
            world.Anna.Mailbox.DeleteMessage(id, hard: true);
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.World.Services, world.Point, CancellationToken.None);
        List<RestoreItem> chosen = await explorer.FindAsync(new RestoreQuery { Name = "message 3", Kinds = [ItemKind.Message] }, CancellationToken.None).ToListAsync();

        RestoreOutcome outcome = await world.RestoreAsync(world.Request() with { Items = chosen });

        Assert.Equal(1, outcome.Session.Statistics.Created);
        Assert.Single(TargetTruth.Ids(world.Anna.Mailbox, "Inbox"));
        Assert.DoesNotContain(world.Anna.Mailbox.Snapshot().Folders, f => f.DisplayName.StartsWith("Veeam365", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_larger_than_a_request_gets_its_attachments_by_upload()
    {
        byte[] large = Bytes(5_000_000, 1), small = Bytes(1_500_000, 2);
        await using RestoreWorld world = await RestoreWorld.CreateAsync(anna => anna.Mailbox.AddMessage("inbox", new NewMessage(Mixed(("gr\u00f6\u00dfe.bin", large), ("small.bin", small)))));
        world.Anna.Mailbox.DeleteMessage(TargetTruth.Ids(world.Anna.Mailbox, "Inbox")[0], hard: true);

        await world.RestoreWellAsync();

        MessageTruth restored = world.Anna.Mailbox.Snapshot().Messages().Single();
        IReadOnlyList<(string Name, string Hash)> attachments = MimeTruth.Attachments(restored.ReadMime());
        Assert.Equal([("gr\u00f6\u00dfe.bin", MimeTruth.HashOf(large)), ("small.bin", MimeTruth.HashOf(small))], attachments.OrderBy(a => a.Name, StringComparer.Ordinal));
        Assert.Equal("large", restored.Subject);
    }

    [Fact]
    public async Task A_full_mailbox_ends_its_restore_with_a_clear_error_and_the_rest_follows_once_there_is_room()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        foreach (string id in TargetTruth.Ids(world.Anna.Mailbox, "Inbox"))
            world.Anna.Mailbox.DeleteMessage(id, hard: true);
        world.Anna.Mailbox.IsOverQuota = true;

        RestoreOutcome full = await world.RestoreAsync(world.Request());
        world.Anna.Mailbox.IsOverQuota = false;
        await world.RestoreWellAsync();

        Assert.Equal(SessionStatus.Warning, full.Session.Status);
        Assert.Equal("Target.Full", full.Items.Last(i => i.Error is not null).Error!.ErrorId);
        Assert.Equal(TargetTruth.Mail(world.Truth.User(RestoreWorld.User).Mailbox!), TargetTruth.Mail(world.Anna.Mailbox.Snapshot()));
    }

    [Fact]
    public async Task An_application_that_may_only_read_is_told_what_it_lacks_before_anything_is_written()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        SimulatedApplication application = world.Tenant.AddApplication("Mail.Read", "Contacts.Read", "Calendars.Read", "Files.Read.All");
        var reading = new RestoreCredential(new RestoreApplication(application.ClientId, CredentialKind.ClientSecret), application.Secret);

        PermissionMissingException refused = await Assert.ThrowsAsync<PermissionMissingException>(() => world.RestoreAsync(world.Request(), reading));

        Assert.Contains("Mail.ReadWrite", refused.Message, StringComparison.Ordinal);
        Assert.Equal(SessionStatus.Failed, (await world.World.Services.Configuration.RestoreSessions.ListAsync(CancellationToken.None).SingleAsync()).Status);
    }

    [Fact]
    public async Task The_application_that_backs_up_is_refused_for_once_as_well()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        var own = new RestoreCredential(new RestoreApplication(world.Tenant.Application.ClientId.ToUpperInvariant(), CredentialKind.ClientSecret), world.Tenant.Application.Secret);

        InvalidSettingException refused = await Assert.ThrowsAsync<InvalidSettingException>(() => world.RestoreAsync(world.Request(), own));

        Assert.Equal("Restore.SameApplication", refused.ErrorId);
        Assert.Empty(await world.World.Services.Configuration.RestoreSessions.ListAsync(CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task Hostile_names_of_folders_come_back()
    {
        string[] names = ["../etc", "CON", "a/b", "trailing.", "\u202egpj.exe", "\u0001", new string('x', 200), "%2F%00", "' or 1 eq 1", "&amp;"];
        await using RestoreWorld world = await RestoreWorld.CreateAsync(anna =>
        {
            foreach (string name in names)
                anna.Mailbox.AddMessage(anna.Mailbox.AddFolder("msgfolderroot", name), new NewMessage(SourceFixture.Mime("in it")));
        });
        foreach (FolderTruth folder in world.Anna.Mailbox.Snapshot().Folders.Where(f => names.Contains(f.DisplayName)))
            world.Anna.Mailbox.DeleteFolder(folder.Id, hard: true);

        await world.RestoreWellAsync();

        Assert.Equal(TargetTruth.Mail(world.Truth.User(RestoreWorld.User).Mailbox!), TargetTruth.Mail(world.Anna.Mailbox.Snapshot()));
    }

    [Fact]
    public async Task The_plan_tells_counts_and_what_cannot_go_back_and_asks_nothing()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(anna =>
        {
            Fill(anna);
            anna.Mailbox.AddMessage("recoverableitemsdeletions", new NewMessage(SourceFixture.Mime("purged")));
        });
        long before = world.Simulator.Log.Total;

        RestorePlan plan = await new RestoreRunner(world.World.Services).PlanAsync(world.Request(), CancellationToken.None);

        PlannedObject mailbox = plan.Objects.Single(o => o.Identity.Workload == Workload.Mailbox);
        Assert.Equal((20, 1), (mailbox.Items, mailbox.Excluded));
        Assert.True(mailbox.Bytes > 0);
        Assert.Contains(mailbox.Limits, l => l.Contains("drafts", StringComparison.Ordinal));
        Assert.Equal(before, world.Simulator.Log.Total);
    }

    internal static void Fill(SimulatedUser anna)
    {
        SimulatedMailbox mailbox = anna.Mailbox;
        string project = mailbox.AddFolder("msgfolderroot", "Project"), sub = mailbox.AddFolder(project, "Sub"), empty = mailbox.AddFolder(project, "Empty");
        Assert.NotNull(empty);
        for (int i = 0; i < 20; i++)
        {
            string folder = (i % 4) switch { 0 => project, 1 => sub, _ => "inbox" };
            mailbox.AddMessage(folder, new NewMessage(SourceFixture.Mime(string.Create(CultureInfo.InvariantCulture, $"message {i}"), 50 + i * 100))
            {
                IsRead = i % 2 == 0,
                Categories = i % 3 == 0 ? ["Red", "Blue \u00e4"] : [],
                Flag = (FlagStatus)(i % 3),
                Received = new DateTimeOffset(2025, 1, 1 + i, 10, 0, 0, TimeSpan.Zero),
            });
        }

        if (anna.Specification.HasArchive)
            anna.Archive.AddMessage(anna.Archive.AddFolder("archivemsgfolderroot", "Old"), new NewMessage(SourceFixture.Mime("old")) { Received = new DateTimeOffset(2020, 1, 1, 10, 0, 0, TimeSpan.Zero) });
    }

    /// <summary>Deletes, moves, renames, changes.</summary>
    internal static void Harm(SimulatedMailbox mailbox)
    {
        IReadOnlyList<string> inbox = TargetTruth.Ids(mailbox, "Inbox");
        mailbox.DeleteMessage(inbox[0], hard: true);
        mailbox.DeleteMessage(inbox[1]);
        mailbox.MoveMessage(inbox[2], "archive");
        mailbox.UpdateMessage(inbox[3], new MessageUpdate { IsRead = true, Categories = ["Other"], Flag = FlagStatus.NotFlagged });
        mailbox.UpdateMessage(inbox[4], new MessageUpdate { Subject = "not mine" });
        mailbox.DeleteFolder("Project/Empty", hard: true);
        mailbox.RenameFolder("Project/Sub", "Other name");
        mailbox.MoveFolder("Project/Other name", "inbox");
        mailbox.DeleteFolder("Project");
    }

    internal static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    internal static byte[] Mixed(params (string Name, byte[] Content)[] files)
    {
        var mime = new StringBuilder("From: a@b.example\r\nSubject: large\r\nDate: Mon, 04 Mar 2024 09:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"=_x\"\r\n\r\n--=_x\r\nContent-Type: text/plain\r\n\r\nhello\r\n");
        foreach ((string name, byte[] content) in files)
        {
            string encoded = $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}?=";
            mime.Append(CultureInfo.InvariantCulture, $"--=_x\r\nContent-Type: application/octet-stream;\r\n name=\"{encoded}\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"{encoded}\"\r\n\r\n");
            mime.Append(Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(mime.Append("--=_x--\r\n").ToString());
    }
}
