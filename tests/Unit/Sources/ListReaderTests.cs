using System.Text;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>Lists and pages of a site.</summary>
public sealed class ListReaderTests
{
    [Fact]
    public async Task Items_are_held_with_their_fields_below_a_folder_that_knows_the_columns()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        SimulatedList tasks = f.Site.AddList("Tasks");
        tasks.AddColumn("Owner");
        Enumerable.Range(0, 20).ToList().ForEach(i => tasks.AddItem(Fields($"task {i}", "Anna")));
        await f.BackUpAsync();
        f.AssertIsTrue();
        string definition = Encoding.UTF8.GetString(f.Held.Properties[CollectionItemKey.List + tasks.Id]);
        Assert.Contains("\"name\":\"Owner\"", definition, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_changed_is_read_and_an_unchanged_list_costs_one_request()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        SimulatedList tasks = f.Site.AddList("Tasks");
        List<string> ids = [.. Enumerable.Range(0, 20).Select(i => tasks.AddItem(Fields($"task {i}")))];
        await f.BackUpAsync();
        f.Simulator.Log.Reset();
        await f.BackUpAsync();
        Assert.Equal((0, 1), (f.Held.Changes, f.Simulator.Log.Count(RouteKind.ListItemDelta)));
        tasks.UpdateItem(ids[3], new JsonObject { ["Title"] = "changed" });
        tasks.DeleteItem(ids[4]);
        tasks.AddItem(Fields("new"));
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Equal((3, 0), (f.Held.Changes, f.Simulator.Log.Count(RouteKind.ListColumns)));
    }

    [Fact]
    public async Task A_new_column_is_read_with_the_next_session()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        SimulatedList tasks = f.Site.AddList("Tasks");
        await f.BackUpAsync();
        tasks.AddColumn("Due");
        await f.BackUpAsync();
        Assert.Contains("\"name\":\"Due\"", Encoding.UTF8.GetString(f.Held.Properties[CollectionItemKey.List + tasks.Id]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_expired_token_leads_to_a_comparison(bool disorder)
    {
        await using SiteFixture f = await SiteFixture.StartAsync(new GraphSimulatorOptions { DeltaDuplicates = disorder, DeltaReordering = disorder });
        SimulatedList tasks = f.Site.AddList("Tasks");
        List<string> ids = [.. Enumerable.Range(0, 30).Select(i => tasks.AddItem(Fields($"task {i}")))];
        await f.BackUpAsync();
        tasks.DeleteItem(ids[0]);
        tasks.UpdateItem(ids[1], new JsonObject { ["Title"] = "changed" });
        tasks.ExpireDeltaTokens();
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.True(f.Held.ContentsRead <= 2, "Unchanged items were written again.");
    }

    [Fact]
    public async Task Attachments_are_a_gap_that_says_so_and_the_item_is_held()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        SimulatedList tasks = f.Site.AddList("Tasks");
        string id = tasks.AddItem(Fields("with files"), hasAttachments: true);
        await f.BackUpAsync();
        f.AssertIsTrue();
        Gap gap = Assert.Single(f.Held.PendingGaps);
        Assert.Equal(GapReason.NotSupported, gap.Reason);
        Assert.Equal(id, CollectionItemKey.IdOf(gap.ItemKey!));
        await f.BackUpAsync();
        Assert.Single(f.Held.PendingGaps);
        tasks.DeleteItem(id);
        await f.BackUpAsync();
        Assert.Empty(f.Held.PendingGaps);
    }

    [Fact]
    public async Task A_removed_list_goes_with_its_token_and_the_others_stay()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        SimulatedList old = f.Site.AddList("Old");
        old.AddItem(Fields("a"));
        f.Site.AddList("Kept").AddItem(Fields("b"));
        await f.BackUpAsync();
        f.Site.RemoveList("Old");
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.DoesNotContain(f.Held.StateEntries.Keys, k => k.Contains(old.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_are_fetched_when_their_etag_changed()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        string home = f.Site.AddPage("Home.aspx", "Home", "<p>Welcome</p>");
        string news = f.Site.AddPage("News.aspx", "News", "<p>None</p>");
        await f.BackUpAsync();
        f.AssertIsTrue();
        f.Simulator.Log.Reset();
        await f.BackUpAsync();
        Assert.Equal((0, 0, 1), (f.Held.Changes, f.Simulator.Log.Count(RouteKind.SitePage), f.Simulator.Log.Count(RouteKind.SitePages)));
        f.Site.UpdatePage(home, "Home", "<p>Changed</p>");
        f.Site.RemovePage(news);
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Equal((2, 1), (f.Held.Changes, f.Held.ContentsRead));
        f.Site.RemovePage(home);
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.DoesNotContain(f.Held.Items.Keys, k => k.StartsWith(CollectionItemKey.Pages, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_that_fails_is_a_gap_and_is_tried_again()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        string home = f.Site.AddPage("Home.aspx", "Home", "<p>Welcome</p>");
        f.Simulator.Faults.Add(new FaultRule { Path = $"/pages/{home}", StatusCode = 500 });
        await f.BackUpAsync();
        Assert.Equal(GapReason.SourceError, Assert.Single(f.Held.PendingGaps).Reason);
        f.Simulator.Faults.Clear();
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Empty(f.Held.PendingGaps);
    }

    [Fact]
    public async Task A_listing_of_pages_that_is_refused_costs_the_pages_only()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        f.Site.AddPage("Home.aspx", "Home", "<p>Welcome</p>");
        f.Site.AddList("Tasks").AddItem(Fields("a"));
        f.Simulator.Faults.Add(new FaultRule { Path = "/pages/", StatusCode = 403, ErrorCode = "accessDenied" });
        await f.BackUpAsync();
        Assert.Equal((GapReason.PermissionMissing, "Pages"), (f.Held.PendingGaps.Single().Reason, f.Held.PendingGaps.Single().Name));
        Assert.Contains(f.Held.Items.Values, i => i.Kind == ItemKind.ListItem);
        f.Simulator.Faults.Clear();
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Empty(f.Held.PendingGaps);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public async Task Random_changes_are_followed_round_by_round(int seed, bool disorder)
    {
        await using SiteFixture f = await SiteFixture.StartAsync(new GraphSimulatorOptions { DeltaDuplicates = disorder, DeltaReordering = disorder });
        f.FileVersions = seed % 2 == 1;
        var changes = new SiteChanges(f.Site, new Random(seed));
        for (int round = 0; round < 12; round++)
        {
            changes.Make(12);
            await f.BackUpAsync();
            f.AssertIsTrue();
        }
    }

    private static JsonObject Fields(string title, string? owner = null) => owner is null ? new JsonObject { ["Title"] = title } : new JsonObject { ["Title"] = title, ["Owner"] = owner };
}
