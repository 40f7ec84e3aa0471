using System.Net;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Simulators;

public sealed class MailDeltaTests
{
    private const string User = "bernd@contoso.example";
    private static readonly (string, string) Immutable = ("Prefer", "IdType=\"ImmutableId\"");

    [Fact]
    public async Task A_round_pages_by_ten_unless_the_client_prefers_more()
    {
        await using var client = await StartAsync(25);
        var byTen = await client.RoundAsync($"users/{User}/mailFolders/inbox/messages/delta");
        var byHundred = await client.RoundAsync($"users/{User}/mailFolders/inbox/messages/delta", ("Prefer", "odata.maxpagesize=100"));
        Assert.Equal((25, 3), (byTen.Ids.Distinct().Count(), byTen.Pages));
        Assert.Equal((25, 1), (byHundred.Items.Count, byHundred.Pages));
    }

    [Fact]
    public async Task An_incremental_round_shows_only_what_changed()
    {
        await using var client = await StartAsync(12);
        var first = await client.RoundAsync($"users/{User}/mailFolders/inbox/messages/delta?$select=subject,isRead", Immutable);
        var ids = first.Ids.ToList();
        client.Tenant.UpdateMessage(User, ids[3], new MessageUpdate { IsRead = false, Categories = ["Red category"] });
        client.Tenant.DeleteMessage(User, ids[4], hard: true);
        client.Tenant.DeleteMessage(User, ids[5]);
        var added = client.Tenant.AddMessage(User, "inbox", SampleMail.Plain("new"));
        var second = await client.RoundAsync(first.DeltaLink, Immutable);
        Assert.Equal([ids[3], ids[4], ids[5], added], second.Ids);
        Assert.Equal([ids[4], ids[5]], second.Removed);
        Assert.False(second.Items[0].GetProperty("isRead").GetBoolean());
        Assert.False(second.Items[0].TryGetProperty("categories", out _));
        Assert.Empty((await client.RoundAsync(second.DeltaLink, Immutable)).Items);
    }

    [Fact]
    public async Task A_moved_message_leaves_one_folder_and_comes_to_the_other()
    {
        await using var client = await StartAsync(2);
        var inbox = await client.RoundAsync($"users/{User}/mailFolders/inbox/messages/delta", Immutable);
        var archive = await client.RoundAsync($"users/{User}/mailFolders/archive/messages/delta", Immutable);
        var moved = inbox.Ids.First();
        client.Tenant.MoveMessage(User, moved, "archive");
        Assert.Equal([moved], (await client.RoundAsync(inbox.DeltaLink, Immutable)).Removed);
        Assert.Equal([moved], (await client.RoundAsync(archive.DeltaLink, Immutable)).Ids);
    }

    [Fact]
    public async Task Immutable_ids_survive_a_move_and_regular_ones_do_not()
    {
        await using var client = await StartAsync(1);
        var immutable = (await client.RoundAsync($"users/{User}/messages", Immutable)).Ids.Single();
        var regular = (await client.RoundAsync($"users/{User}/messages")).Ids.Single();
        client.Tenant.MoveMessage(User, regular, "archive");
        Assert.Equal((404, "ErrorItemNotFound"), await client.ErrorAsync($"users/{User}/messages/{Uri.EscapeDataString(regular)}"));
        var found = await client.GetAsync($"users/{User}/messages/{Uri.EscapeDataString(immutable)}", Immutable);
        Assert.Equal(immutable, found.GetProperty("id").GetString());
        Assert.NotEqual(regular, (await client.RoundAsync($"users/{User}/messages")).Ids.Single());
    }

    [Fact]
    public async Task A_round_trip_between_two_rounds_reports_only_a_removal_where_that_quirk_is_on()
    {
        await using var client = await StartAsync(1);
        var first = await client.RoundAsync($"users/{User}/mailFolders/inbox/messages/delta", Immutable);
        var id = first.Ids.Single();
        client.Tenant.MoveMessage(User, id, "archive");
        client.Tenant.MoveMessage(User, id, "inbox");
        client.Simulator.Options.RoundTripMoveReportsRemovalOnly = true;
        var quirky = await client.RoundAsync(first.DeltaLink, Immutable);
        client.Simulator.Options.RoundTripMoveReportsRemovalOnly = false;
        var orderly = await client.RoundAsync(first.DeltaLink, Immutable);
        Assert.Equal([id], quirky.Removed);
        Assert.Single(quirky.Items);
        Assert.Equal([id], orderly.Ids);
        Assert.Empty(orderly.Removed);
    }

    [Fact]
    public async Task Expired_tokens_answer_410_with_a_location_and_damaged_ones_400()
    {
        await using var client = await StartAsync(3);
        var first = await client.RoundAsync($"users/{User}/mailFolders/inbox/messages/delta");
        client.Tenant.ExpireDeltaTokens(User);
        using var expired = await client.SendAsync(first.DeltaLink);
        Assert.Equal(HttpStatusCode.Gone, expired.StatusCode);
        Assert.Contains("syncStateNotFound", await expired.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(3, (await client.RoundAsync(expired.Headers.Location!.ToString())).Items.Count);
        Assert.Equal((400, "BadRequest"), await client.ErrorAsync(first.DeltaLink[..^4] + "AAAA"));
    }

    [Fact]
    public async Task Changes_during_a_round_are_seen_at_its_end()
    {
        await using var client = await StartAsync(25);
        var page = await client.GetAsync($"users/{User}/mailFolders/inbox/messages/delta", Immutable);
        var ids = client.Simulator.Tenant.User(User).Mailbox.MessageIds("inbox");
        client.Tenant.DeleteMessage(User, ids[0], hard: true);
        client.Tenant.DeleteMessage(User, ids[20], hard: true);
        client.Tenant.UpdateMessage(User, ids[1], new MessageUpdate { Flag = FlagStatus.Flagged });
        var rest = await client.RoundAsync(page.GetProperty("@odata.nextLink").GetString()!, Immutable);
        Assert.Equal([ids[0], ids[20]], rest.Removed.Order().ToList().OrderBy(id => ids.ToList().IndexOf(id)));
        Assert.Equal(ids[1], rest.Ids.Last());
    }

    [Fact]
    public async Task Untidy_rounds_repeat_and_shuffle_but_leave_nothing_out()
    {
        await using var client = await StartAsync(40);
        client.Simulator.Options.DeltaDuplicates = true;
        client.Simulator.Options.DeltaReordering = true;
        var round = await client.RoundAsync($"users/{User}/mailFolders/inbox/messages/delta");
        Assert.Equal(40, round.Ids.Distinct().Count());
        Assert.True(round.Items.Count > 40);
        Assert.NotEqual(round.Ids.Distinct().Order(StringComparer.Ordinal), round.Ids.Distinct());
    }

    [Fact]
    public async Task Folder_delta_shows_new_renamed_and_deleted_folders_and_hidden_ones_on_demand()
    {
        await using var client = await StartAsync(0);
        var visible = await client.RoundAsync($"users/{User}/mailFolders/delta");
        var all = await client.RoundAsync($"users/{User}/mailFolders/delta?includeHiddenFolders=true");
        Assert.Equal(visible.Items.Count + 1, all.Items.Count);
        var project = client.Tenant.AddFolder(User, "inbox", "Projekt Ü");
        var child = client.Tenant.AddFolder(User, project, "2024");
        var second = await client.RoundAsync(all.DeltaLink);
        Assert.Equal([project, child], second.Ids);
        client.Tenant.RenameFolder(User, child, "2025");
        client.Tenant.DeleteFolder(User, project, hard: true);
        var third = await client.RoundAsync(second.DeltaLink);
        Assert.Equal([child, project], third.Removed);
    }

    [Fact]
    public async Task A_full_mailbox_refuses_delta_but_can_be_listed()
    {
        await using var client = await StartAsync(15);
        client.Tenant.User(User).Mailbox.IsOverQuota = true;
        Assert.Equal((403, "ErrorQuotaExceeded"), await client.ErrorAsync($"users/{User}/mailFolders/inbox/messages/delta"));
        var list = await client.RoundAsync($"users/{User}/mailFolders/inbox/messages?$top=4");
        Assert.Equal((15, 4), (list.Ids.Distinct().Count(), list.Pages));
    }

    [Fact]
    public async Task A_large_synthetic_mailbox_is_listed_page_by_page_and_can_be_changed()
    {
        await using var client = await StartAsync(0);
        client.Tenant.AddSyntheticMailbox(User, "Bulk", 20_000, seed: 7);
        var bulk = client.Tenant.User(User).Mailbox.FolderId("Bulk");
        var first = await client.RoundAsync($"users/{User}/mailFolders/{bulk}/messages/delta?$select=subject", Immutable, ("Prefer", "odata.maxpagesize=1000"));
        Assert.Equal((20_000, 20), (first.Ids.Distinct().Count(), first.Pages));
        var ids = first.Ids.ToList();
        client.Tenant.UpdateMessage(User, ids[9_999], new MessageUpdate { IsRead = false });
        client.Tenant.DeleteMessage(User, ids[5], hard: true);
        var second = await client.RoundAsync(first.DeltaLink, Immutable);
        Assert.Equal([ids[9_999], ids[5]], second.Ids);
        Assert.Equal(19_999, client.Tenant.Snapshot().User(User).Mailbox!.Messages().Count());
    }

    private static async Task<SimulatorClient> StartAsync(int messages)
    {
        var client = await SimulatorClient.StartAsync();
        client.Tenant.AddUser(User);
        for (var i = 0; i < messages; i++)
            client.Tenant.AddMessage(User, "inbox", SampleMail.Plain($"message-{i}"));
        return client;
    }
}
