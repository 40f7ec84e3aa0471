using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>Getting teams and what belongs to groups back, as far as anything can.</summary>
public sealed class TeamRestoreTests
{
    private const string Owner = "anna@contoso.example";

    [Fact]
    public async Task Members_channels_tabs_and_settings_are_as_they_were_again_and_posts_are_said_to_stay_out()
    {
        await using RestoreWorld world = await CreateAsync();
        Harm(world.Tenant.Group("Marketing").Team);

        RestorePlan plan = await world.PlanAsync();
        await world.RestoreWellAsync(CollisionRule.Replace);
        RestoreOutcome again = await world.RestoreWellAsync();

        AssertIsTrue(world);
        Assert.Equal(again.Session.Statistics.ItemsTotal, again.Session.Statistics.Unchanged);
        PlannedObject team = plan.Objects.Single(o => o.Identity.Workload == Workload.Team);
        Assert.Equal(1, team.Excluded);
        Assert.Contains(team.Limits, l => l.StartsWith("Posts cannot be put back into Teams", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FaultKind.TruncatedBody, 1)]
    [InlineData(FaultKind.TruncatedBody, 2)]
    [InlineData(FaultKind.ConnectionReset, 3)]
    public async Task Lost_answers_make_no_channel_member_or_tab_twice(FaultKind kind, int seed)
    {
        await using RestoreWorld world = await CreateAsync();
        Harm(world.Tenant.Group("Marketing").Team);
        foreach (string method in (string[])["POST", "PATCH"])
            world.Simulator.Faults.Add(new FaultRule { Kind = kind, Method = method, Path = "teams", Probability = 0.3, Seed = seed, Count = null });

        await world.RestoreAsync(world.Request(CollisionRule.Replace));
        world.Simulator.Faults.Clear();
        await world.RestoreWellAsync(CollisionRule.Replace);

        AssertIsTrue(world);
    }

    [Fact]
    public async Task A_team_is_restored_to_another_one_which_keeps_its_name()
    {
        await using RestoreWorld world = await CreateAsync();
        SimulatedGroup other = world.Tenant.AddGroup(new NewGroup("Other") { IsTeam = true });

        await world.RestoreWellAsync(world.Request(CollisionRule.Replace) with { TargetTeam = "Other" });

        Assert.Equal(["Campaign", "General", "Secret"], other.Team.Channels.Select(c => c.DisplayName).Order(StringComparer.Ordinal));
        Assert.Equal("Other", (string?)other.Team.Snapshot().Settings["displayName"]);
        Assert.Equal(2, other.Team.Members.Users.Count);
    }

    [Fact]
    public async Task Posts_of_a_group_are_said_to_stay_out_before_and_nothing_is_written()
    {
        await using RestoreWorld world = await RestoreWorld.CreateOfAsync(
            tenant => tenant.AddGroup(new NewGroup("Board")).Conversations.Start("Topic", "anna", "<p>text</p>"), [Workload.GroupMailbox]);
        SimulatedConversations board = world.Tenant.Group("Board").Conversations;
        board.DeleteThread(board.Snapshot().Threads.Single().Id);

        PlannedObject planned = (await world.PlanAsync()).Objects.Single();
        RestoreOutcome outcome = await world.RestoreAsync(world.Request());

        Assert.Equal((0, 1), (planned.Items, planned.Excluded));
        Assert.Contains(planned.Limits, l => l.StartsWith("Posts of conversations cannot be put back", StringComparison.Ordinal));
        Assert.Empty(outcome.Items);
        Assert.Empty(board.Snapshot().Posts);
    }

    [Fact]
    public async Task Files_of_a_team_come_back_with_its_site()
    {
        await using RestoreWorld world = await RestoreWorld.CreateOfAsync(Fill, [Workload.Team, Workload.Site]);
        SimulatedSite site = world.Tenant.Group("Marketing").Site;
        site.Library().DeleteItem(site.Library().ItemId("Campaign/plan.txt"));

        await world.RestoreWellAsync();

        Assert.Contains(site.Library().Snapshot().Items(), i => i.Path == "Campaign/plan.txt" && i.Size == 100);
    }

    private static Task<RestoreWorld> CreateAsync() => RestoreWorld.CreateOfAsync(Fill, [Workload.Team]);

    internal static void Fill(SimulatedTenant tenant)
    {
        SimulatedGroup group = tenant.AddGroup(new NewGroup("Marketing") { IsTeam = true });
        SimulatedTeam team = group.Team;
        team.Members.Set(Owner, "owner");
        team.Members.Set("bert@contoso.example");
        SimulatedChannel campaign = team.AddChannel("Campaign"), secret = team.AddChannel("Secret", "private");
        campaign.AddTab("Wiki", "https://wiki.example/");
        campaign.Post(new NewPost("<p>text</p>"));
        secret.Members.Set(Owner, "owner");
        secret.Members.Set("bert@contoso.example", "owner");
        team.General.AddTab("News", "https://news.example/");
        group.Site.Library().AddFile(group.Site.Library().AddFolder("root", "Campaign"), "plan.txt", FileContent.Of(MailRestoreTests.Bytes(100, 1)));
    }

    internal static void Harm(SimulatedTeam team)
    {
        team.Members.Remove("bert@contoso.example");
        team.Members.Set("carl@contoso.example");
        team.Members.Set(Owner);
        team.SetSetting("description", "changed");
        team.General.RenameTab((string)team.General.Snapshot().Tabs.Single()["id"]!, "Other");
        foreach (SimulatedChannel channel in team.Channels.Skip(1).ToList())
            team.DeleteChannel(channel.Id);
        // Nobody minds who came since.
        team.Members.Remove("carl@contoso.example");
    }

    internal static void AssertIsTrue(RestoreWorld world)
    {
        TeamSnapshot truth = world.Truth.Group("Marketing").Team!, now = world.Tenant.Snapshot().Group("Marketing").Team!;
        Assert.Equal(TargetTruth.Team(truth), TargetTruth.Team(now));
    }
}
