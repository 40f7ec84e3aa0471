using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>Getting sites back.</summary>
public sealed class SiteRestoreTests
{
    private static readonly DateTimeOffset Time = new(2024, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [Fact]
    public async Task What_was_deleted_and_changed_is_as_it_was_again()
    {
        await using RestoreWorld world = await CreateAsync();
        Harm(world.Site);

        await world.RestoreWellAsync(CollisionRule.Replace);
        RestoreOutcome again = await world.RestoreWellAsync();

        AssertIsTrue(world);
        Assert.Equal(again.Session.Statistics.ItemsTotal, again.Session.Statistics.Unchanged);
    }

    [Fact]
    public async Task Without_being_told_to_replace_only_what_is_missing_is_made()
    {
        await using RestoreWorld world = await CreateAsync();
        SimulatedSite site = world.Site;
        site.List("Tasks").DeleteItem("2");
        site.List("Tasks").UpdateItem("1", new JsonObject { ["Title"] = "changed" });

        RestoreOutcome outcome = await world.RestoreWellAsync();

        Assert.Equal((1, 1), (outcome.Session.Statistics.Created, outcome.Session.Statistics.Skipped));
        Assert.Contains(site.List("Tasks").Snapshot().Items, i => (string?)i.Json["fields"]!["Title"] == "changed");
    }

    [Fact]
    public async Task Copies_are_put_beside_what_was_changed_once()
    {
        await using RestoreWorld world = await CreateAsync();
        SimulatedSite site = world.Site;
        site.List("Tasks").UpdateItem("1", new JsonObject { ["Title"] = "changed" });
        PageTruth page = site.Snapshot().Pages.Single();
        site.UpdatePage(page.Id, "Other", "other");

        RestoreOutcome first = await world.RestoreWellAsync(CollisionRule.Copy);
        RestoreOutcome second = await world.RestoreWellAsync(CollisionRule.Copy);

        Assert.Equal((2, 0), (first.Session.Statistics.Copied, second.Session.Statistics.Copied));
        Assert.Equal(2, site.Snapshot().Pages.Count);
    }

    [Fact]
    public async Task Two_items_of_the_same_values_both_come_back()
    {
        await using RestoreWorld world = await RestoreWorld.CreateOfAsync(
            tenant =>
            {
                SimulatedList list = tenant.AddSite("/sites/hr").AddList("Votes");
                for (int i = 0; i < 5; i++)
                    list.AddItem(new JsonObject { ["Title"] = "yes" });
            },
            [Workload.Site]);
        SimulatedList votes = world.Site.List("Votes");
        foreach (string id in (string[])["1", "3", "4"])
            votes.DeleteItem(id);

        await world.RestoreWellAsync();
        await world.RestoreWellAsync();

        Assert.Equal(5, votes.ItemCount);
    }

    [Fact]
    public async Task A_subsite_that_is_gone_is_said_before_and_costs_only_what_was_in_it()
    {
        await using RestoreWorld world = await CreateAsync();
        SimulatedSite site = world.Site;
        site.RemoveSubsite("sub");
        site.Library().DeleteItem(site.Library().ItemId("a.txt"));

        RestorePlan plan = await world.PlanAsync();
        RestoreOutcome outcome = await world.RestoreAsync(world.Request());

        Assert.Contains(plan.Objects.Single().Limits, l => l.Contains("Subsites cannot be made: Sub", StringComparison.Ordinal));
        Assert.Equal(SessionStatus.Warning, outcome.Session.Status);
        Assert.All(outcome.Items.Where(i => i.Error is not null), i => Assert.Equal("Site.SubsiteMissing", i.Error!.ErrorId));
        Assert.Contains(outcome.Items, i => i.Item.Version.Name == "a.txt" && i.Result is { Action: WriteAction.Created });
        site.AddSubsite("sub", "Sub");
        await world.RestoreWellAsync();
        AssertIsTrue(world);
    }

    [Fact]
    public async Task A_site_is_restored_to_another_one()
    {
        await using RestoreWorld world = await CreateAsync();
        SimulatedSite other = world.Tenant.AddSite("/sites/other");
        other.AddSubsite("sub", "Sub");

        RestoreOutcome outcome = await world.RestoreWellAsync(world.Request() with { TargetSite = other.WebUrl });
        await world.RestoreWellAsync(world.Request() with { TargetSite = other.Id });

        Assert.Equal(0, outcome.Session.Statistics.Skipped);
        Assert.Equal(TargetTruth.Site(world.Truth.Sites.Single(s => s.WebUrl.EndsWith("/hr", StringComparison.Ordinal))), TargetTruth.Site(other.Snapshot()));
    }

    [Fact]
    public async Task Files_of_a_site_are_restored_below_a_folder_of_a_library()
    {
        await using RestoreWorld world = await CreateAsync();
        RestoreRequest request = world.Request() with { TargetFolder = "Documents/Restored", Query = new RestoreQuery { Kinds = [ItemKind.File], Folder = "Documents" } };

        await world.RestoreWellAsync(request);

        Assert.Contains(world.Site.Library().Snapshot().Items(), i => i.Path == "Restored/Documents/Folder/b.txt");
    }

    [Fact]
    public async Task Who_names_a_user_does_not_write_sites_to_their_own_places()
    {
        await using RestoreWorld world = await CreateAsync();
        SimulatedUser bert = world.Tenant.AddUser("bert@contoso.example");
        world.Site.Library().DeleteItem(world.Site.Library().ItemId("a.txt"));

        RestoreOutcome outcome = await world.RestoreAsync(world.Request() with { TargetUser = bert.Id });

        Assert.Empty(outcome.Items);
        Assert.Contains("-TargetSite", (await world.PlanAsync(world.Request() with { TargetUser = bert.Id })).Objects.Single().Limits[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.TruncatedBody, 1)]
    [InlineData(FaultKind.TruncatedBody, 2)]
    [InlineData(FaultKind.ConnectionReset, 3)]
    [InlineData(FaultKind.Status, 4)]
    public async Task Lost_answers_and_failing_calls_leave_nothing_out_and_make_nothing_twice(FaultKind kind, int seed)
    {
        await using RestoreWorld world = await CreateAsync();
        Harm(world.Site);
        foreach (string method in (string[])["POST", "PATCH", "PUT"])
            world.Simulator.Faults.Add(new FaultRule { Kind = kind, StatusCode = 503, Method = method, Path = "v1.0|upload", Probability = 0.25, Seed = seed, Count = null });

        await world.RestoreAsync(world.Request(CollisionRule.Replace));
        world.Simulator.Faults.Clear();
        await world.RestoreWellAsync(CollisionRule.Replace);

        AssertIsTrue(world);
    }

    [Fact]
    public async Task Without_permission_to_write_sites_it_says_which_one_is_missing()
    {
        await using RestoreWorld world = await CreateAsync();
        world.Application.SetPermissions("Sites.Read.All");

        PermissionMissingException error = await Assert.ThrowsAsync<PermissionMissingException>(() => world.RestoreAsync(world.Request()));

        Assert.Contains("Sites.ReadWrite.All", error.Message, StringComparison.Ordinal);
    }

    internal static void Fill(SimulatedTenant tenant)
    {
        SimulatedSite site = tenant.AddSite("/sites/hr", "Human Resources");
        FillWeb(site);
        FillWeb(site.AddSubsite("sub", "Sub"));
    }

    private static Task<RestoreWorld> CreateAsync() => RestoreWorld.CreateOfAsync(Fill, [Workload.Site]);

    private static void FillWeb(SimulatedSite site)
    {
        SimulatedDrive documents = site.Library(), archive = site.AddLibrary("Old papers");
        documents.AddFile("root", "a.txt", FileContent.Of(MailRestoreTests.Bytes(300, 1)), Time);
        documents.AddFile(documents.AddFolder("root", "Folder"), "b.txt", FileContent.Of(MailRestoreTests.Bytes(5000, 2)), Time);
        archive.AddFile("root", "c.txt", FileContent.Of(MailRestoreTests.Bytes(50, 3)), Time);
        SimulatedList tasks = site.AddList("Tasks");
        tasks.AddColumn("Assigned", "Assigned to");
        tasks.AddContentType("Chore");
        tasks.AddItem(new JsonObject { ["Title"] = "one", ["Assigned"] = "Anna" });
        tasks.AddItem(new JsonObject { ["Title"] = "two" });
        SimulatedList gone = site.AddList("Plans");
        gone.AddColumn("Due");
        gone.AddItem(new JsonObject { ["Title"] = "plan", ["Due"] = "never" });
        site.AddPage("home.aspx", "Home", "<p>Hello</p>");
    }

    internal static void Harm(SimulatedSite site)
    {
        foreach (SimulatedSite web in (SimulatedSite[])[site, .. site.Subsites])
        {
            SimulatedDrive documents = web.Library();
            documents.DeleteItem(documents.ItemId("a.txt"));
            documents.UpdateFile(documents.ItemId("Folder/b.txt"), FileContent.Of([1]));
            web.RemoveList("Old papers");
            web.RemoveList("Plans");
            web.List("Tasks").DeleteItem("2");
            web.List("Tasks").UpdateItem("1", new JsonObject { ["Title"] = "changed", ["Assigned"] = null });
            web.RemovePage(web.Snapshot().Pages.Single().Id);
        }
    }

    internal static void AssertIsTrue(RestoreWorld world) =>
        Assert.Equal(world.Truth.Sites.SelectMany(TargetTruth.Site), world.Tenant.Snapshot().Sites.SelectMany(TargetTruth.Site));
}
