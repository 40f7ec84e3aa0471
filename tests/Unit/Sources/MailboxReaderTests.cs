using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class MailboxReaderTests
{
    [Fact]
    public async Task A_full_round_holds_hidden_empty_and_nested_folders_drafts_and_junk()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string project = f.Mailbox.AddFolder("inbox", "Project");
        f.Mailbox.AddFolder(project, "Empty");
        f.Mailbox.AddFolder("msgfolderroot", "Conversation Action Settings", hidden: true);
        foreach (string folder in new[] { "inbox", "drafts", "junkemail", "deleteditems", "archive", project })
            Enumerable.Range(0, 20).ToList().ForEach(i => f.AddMail(folder, $"{i} in {folder}"));
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.Equal(120, f.Mail.ContentsRead);
        Assert.Equal(0, f.Mail.Lookups);
        Assert.True(f.Mail.LastChanges.OfType<SourceChange.Estimate>().Single().Items >= 120);
    }

    [Fact]
    public async Task Messages_carry_what_is_searched_and_their_properties()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string id = f.Mailbox.AddMessage("inbox", new NewMessage(SourceFixture.Mime("Hello")) { IsRead = true, Categories = ["Red category"] });
        await f.BackUpMailAsync();
        SourceChange.Upsert upsert = f.Mail.LastChanges.OfType<SourceChange.Upsert>().Single(u => u.Version.Key == id);
        Assert.Equal(("Hello", "bernd@contoso.example", "anna@contoso.example"), (upsert.Version.Name, upsert.Version.From, upsert.Version.To));
        Assert.Equal(ItemFlags.IsRead, upsert.Version.Flags);
        using var json = System.Text.Json.JsonDocument.Parse(upsert.Properties!.Value);
        Assert.Equal("Red category", json.RootElement.GetProperty("categories")[0].GetString());
        Assert.DoesNotContain(json.RootElement.EnumerateObject(), p => p.Name.StartsWith('@'));
    }

    [Fact]
    public async Task An_unchanged_mailbox_costs_one_request_a_folder_and_changes_nothing()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        Enumerable.Range(0, 30).ToList().ForEach(i => f.AddMail("inbox", $"{i}"));
        await f.BackUpMailAsync();
        f.Simulator.Log.Reset();
        await f.BackUpMailAsync();
        Assert.Equal(0, f.Mail.Changes);
        Assert.Equal(f.Mail.Items.Values.Count(i => i.Kind == ItemKind.Folder) + 1, f.Simulator.Log.Count(RouteKind.MessageDelta));
        Assert.Equal(0, f.Simulator.Log.Count(RouteKind.MessageContent));
    }

    [Fact]
    public async Task A_move_keeps_the_content_and_a_change_fetches_it()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        List<string> ids = [.. Enumerable.Range(0, 4).Select(i => f.AddMail("inbox", $"{i}"))];
        await f.BackUpMailAsync();
        f.Mailbox.MoveMessage(ids[0], "archive");
        f.Mailbox.UpdateMessage(ids[1], new MessageUpdate { Mime = SourceFixture.Mime("edited") });
        f.Mailbox.DeleteMessage(ids[2], hard: true);
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.InRange(f.Mail.ContentsRead, 1, 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_moved_away_and_back_stays(bool reportsRemovalOnly)
    {
        await using SourceFixture f = await SourceFixture.StartAsync(new GraphSimulatorOptions { RoundTripMoveReportsRemovalOnly = reportsRemovalOnly });
        string id = f.AddMail("inbox", "traveller");
        await f.BackUpMailAsync();
        f.Mailbox.MoveMessage(id, "archive");
        f.Mailbox.MoveMessage(id, "inbox");
        await f.BackUpMailAsync();
        Assert.Contains(id, f.Mail.Items.Keys);
        f.AssertMailIsTrue();
    }

    [Fact]
    public async Task A_folder_that_is_deleted_takes_its_messages_along_but_not_those_moved_out()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string folder = f.Mailbox.AddFolder("inbox", "Project");
        string below = f.Mailbox.AddFolder(folder, "Below");
        List<string> ids = [.. Enumerable.Range(0, 10).Select(i => f.AddMail(i % 2 == 0 ? folder : below, $"{i}"))];
        await f.BackUpMailAsync();
        f.Mailbox.MoveMessage(ids[0], "archive");
        f.Mailbox.MoveMessage(ids[1], "archive");
        f.Mailbox.DeleteFolder(folder, hard: true);
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.DoesNotContain(f.Mail.StateEntries.Keys, k => k.EndsWith(folder, StringComparison.Ordinal) || k.EndsWith(below, StringComparison.Ordinal));
        f.AddMail(f.Mailbox.AddFolder("inbox", "Project"), "new life");
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
    }

    [Fact]
    public async Task A_message_moved_into_a_folder_made_during_the_round_is_not_lost()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string id = f.AddMail("inbox", "mover");
        await f.BackUpMailAsync();
        f.Mailbox.MoveMessage(id, "archive");
        // The tree is read first; the folder comes into being behind it, before the archive and the inbox are asked.
        f.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.Delay, Path = "messages/delta", Delay = TimeSpan.FromMilliseconds(300) });
        Task round = f.BackUpMailAsync();
        while (f.Simulator.Log.Count(RouteKind.FolderDelta) < 2 && !round.IsCompleted)
            await Task.Delay(5);
        await Task.Delay(50);
        f.Mailbox.MoveMessage(id, f.Mailbox.AddFolder("inbox", "Brand new"));
        await round;
        f.Simulator.Faults.Clear();
        Assert.Contains(id, f.Mail.Items.Keys);
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
    }

    [Fact]
    public async Task Expired_tokens_lead_to_a_comparison_that_fetches_only_what_changed()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        List<string> ids = [.. Enumerable.Range(0, 40).Select(i => f.AddMail("inbox", $"{i}"))];
        string doomed = f.Mailbox.AddFolder("inbox", "Doomed");
        f.AddMail(doomed, "gone");
        await f.BackUpMailAsync();
        f.Mailbox.DeleteMessage(ids[3], hard: true);
        f.Mailbox.MoveMessage(ids[4], "archive");
        f.Mailbox.UpdateMessage(ids[5], new MessageUpdate { Subject = "changed" });
        f.Mailbox.DeleteFolder(doomed, hard: true);
        f.AddMail("sentitems", "new");
        f.Mailbox.ExpireDeltaTokens();
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.InRange(f.Mail.ContentsRead, 2, 3);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not a link")]
    [InlineData("https://attacker.example/v1.0/users/x/mailFolders/delta?$deltatoken=1")]
    public async Task Lost_and_damaged_tokens_are_cured_by_a_comparison(string? damage)
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        List<string> ids = [.. Enumerable.Range(0, 12).Select(i => f.AddMail("inbox", $"{i}"))];
        await f.BackUpMailAsync();
        foreach (string key in f.Mail.StateEntries.Keys.ToList())
            f.Mail.SetState(key, damage);
        f.Mailbox.DeleteMessage(ids[0], hard: true);
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.Equal(0, f.Mail.ContentsRead);
    }

    [Fact]
    public async Task A_malformed_token_of_ours_is_cured_by_a_comparison()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.AddMail("inbox", "one");
        await f.BackUpMailAsync();
        foreach ((string key, byte[] link) in f.Mail.StateEntries.ToList())
            f.Mail.SetState(key, System.Text.Encoding.UTF8.GetString(link) + "spoiled");
        f.AddMail("inbox", "two");
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
    }

    [Fact]
    public async Task A_full_mailbox_is_listed_and_compared()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string folder = f.Mailbox.AddFolder("inbox", "Project");
        f.Mailbox.AddFolder(folder, "Hidden", hidden: true);
        List<string> ids = [.. Enumerable.Range(0, 20).Select(i => f.AddMail(folder, $"{i}"))];
        f.Mailbox.IsOverQuota = true;
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.All(f.Mail.StateEntries.Keys, k => Assert.True(k == "mail/root" || k.StartsWith("mail/branch/", StringComparison.Ordinal), k));
        f.Mailbox.DeleteMessage(ids[0], hard: true);
        f.Mailbox.MoveMessage(ids[1], "inbox");
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        f.Mailbox.IsOverQuota = false;
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.Equal((0, 0), (f.Mail.ContentsRead, f.Mail.Changes));
        Assert.Contains("mail/folders", f.Mail.StateEntries.Keys);
    }

    [Fact]
    public async Task A_message_that_vanishes_before_its_content_is_read_is_simply_not_there()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.AddMail("inbox", "stays");
        string vanishing = f.AddMail("inbox", "vanishes");
        f.Simulator.Options.BeforeRequest = path =>
        {
            if (path.EndsWith($"{vanishing}/$value", StringComparison.Ordinal))
                f.Mailbox.DeleteMessage(vanishing, hard: true);
        };
        await f.BackUpMailAsync();
        Assert.Single(f.Mail.Items.Values, i => i.Kind == ItemKind.Message);
        Assert.Empty(f.Mail.PendingGaps);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_a_gap_and_is_tried_again()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.AddMail("inbox", "good");
        f.AddMail("inbox", "bad");
        f.Simulator.Faults.Add(new FaultRule { Path = @"/\$value", StatusCode = 500, ErrorCode = "ErrorMimeContentConversionFailed", Count = SourceFixture.Impatient.MaxAttempts });
        await f.BackUpMailAsync();
        Assert.Equal(GapReason.ItemCorrupt, Assert.Single(f.Mail.PendingGaps).Reason);
        await f.BackUpMailAsync();
        Assert.Empty(f.Mail.PendingGaps);
        f.AssertMailIsTrue();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_read_costs_that_folder_and_is_read_next_time()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        string bad = f.Mailbox.AddFolder("inbox", "Bad");
        f.AddMail(bad, "hidden from us");
        f.AddMail("inbox", "fine");
        f.Simulator.Faults.Add(FaultRule.Status($"mailFolders/{System.Text.RegularExpressions.Regex.Escape(bad)}/messages/delta", 500, null));
        await f.BackUpMailAsync();
        Assert.Equal(bad, Assert.Single(f.Mail.PendingGaps).ItemKey);
        Assert.Single(f.Mail.Items.Values, i => i.Kind == ItemKind.Message);
        f.Simulator.Faults.Clear();
        await f.BackUpMailAsync();
        Assert.Empty(f.Mail.PendingGaps);
        f.AssertMailIsTrue();
    }

    [Fact]
    public async Task No_mailbox_and_no_permission_are_told_apart()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        SimulatedUser bare = f.Tenant.AddUser(new NewUser("bare@contoso.example") { HasMailbox = false, HasDrive = false });
        var nobody = new ProtectedObject(ObjectKind.User, bare.Id, "Bare", bare.UserPrincipalName);
        await Assert.ThrowsAsync<WorkloadAbsentException>(() => new HeldObject().ApplyAsync(f.Source.OpenReader(nobody, Workload.Mailbox)));
        await Assert.ThrowsAsync<WorkloadAbsentException>(() => new HeldObject().ApplyAsync(f.Source.OpenReader(nobody, Workload.OneDrive)));
        f.Tenant.Application.SetPermissions("User.Read.All");
        await using IOrganizationSource poor = SourceFixture.Connect(f.Organization, f.Tenant.Application.Secret);
        var mail = await Assert.ThrowsAsync<PermissionMissingException>(() => new HeldObject().ApplyAsync(poor.OpenReader(f.Protected, Workload.Mailbox)));
        Assert.Contains("Mail.Read", mail.Message, StringComparison.Ordinal);
        var files = await Assert.ThrowsAsync<PermissionMissingException>(() => new HeldObject().ApplyAsync(poor.OpenReader(f.Protected, Workload.OneDrive)));
        Assert.Contains("Files.Read.All", files.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consumer_that_stops_early_leaves_nothing_running()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        Enumerable.Range(0, 100).ToList().ForEach(i => f.AddMail("inbox", $"{i}"));
        await foreach (SourceChange change in f.Reader(Workload.Mailbox).ReadAsync(f.Mail, default))
        {
            if (change is SourceChange.Upsert { Version.Kind: ItemKind.Message })
                break;
        }

        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
    }

    [Fact]
    public async Task A_folder_of_a_hundred_thousand_is_read_as_far_as_it_is_consumed()
    {
        await using SourceFixture f = await SourceFixture.StartAsync(source: SourceFixture.Impatient with { MailPageSize = 500 });
        f.Tenant.AddSyntheticMailbox(SourceFixture.User, "Huge", 100_000);
        await using IAsyncEnumerator<SourceChange> changes = f.Reader(Workload.Mailbox).ReadAsync(f.Mail, default).GetAsyncEnumerator();
        long messages = 0;
        while (await changes.MoveNextAsync())
        {
            if (changes.Current is not SourceChange.Upsert { Version.Kind: ItemKind.Message } || ++messages % 20_000 != 0)
                continue;
            // However long the consumer takes, only a few pages wait for it: one in hand, one in the channel, one at its door, one read ahead.
            await Task.Delay(100);
            Assert.InRange(f.Simulator.Log.Count(RouteKind.MessageDelta), messages / 500, (messages / 500) + 4 + 17);
        }

        Assert.Equal(100_000, messages);
        Assert.Equal(0, f.Mail.Lookups);
    }

    [Fact]
    public async Task A_large_message_survives_a_cut_connection()
    {
        await using SourceFixture f = await SourceFixture.StartAsync(source: SourceFixture.Impatient with { InlineContentLimit = 4096 });
        f.Mailbox.AddMessage("inbox", new NewMessage(SourceFixture.Mime("large", 3_000_000)));
        f.Simulator.Faults.Add(FaultRule.Of(FaultKind.TruncatedBody, @"/\$value", 2));
        await f.BackUpMailAsync();
        f.AssertMailIsTrue();
        Assert.Empty(f.Mail.PendingGaps);
    }

    [Fact]
    public async Task Duplicates_and_disorder_within_a_round_change_nothing()
    {
        await using SourceFixture f = await SourceFixture.StartAsync(new GraphSimulatorOptions { DeltaDuplicates = true, DeltaReordering = true });
        var random = new Random(7);
        for (var round = 0; round < 4; round++)
        {
            MailChanges.Make(f, random, 25);
            await f.BackUpMailAsync();
            f.AssertMailIsTrue();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Random_changes_are_followed_round_by_round(int seed)
    {
        await using SourceFixture f = await SourceFixture.StartAsync(new GraphSimulatorOptions { RoundTripMoveReportsRemovalOnly = seed % 2 == 0 });
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            MailChanges.Make(f, random, random.Next(1, 30));
            if (random.Next(5) == 0)
                f.Mailbox.ExpireDeltaTokens();
            f.Mailbox.IsOverQuota = random.Next(8) == 0;
            await f.BackUpMailAsync();
            f.AssertMailIsTrue();
        }
    }
}
