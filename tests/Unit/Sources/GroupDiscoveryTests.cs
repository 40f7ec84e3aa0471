using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class GroupDiscoveryTests
{
    [Theory]
    [InlineData(ObjectKind.Group, null, 4)]
    [InlineData(ObjectKind.Team, null, 1)]
    [InlineData(ObjectKind.Group, "mark*", 1)]
    [InlineData(ObjectKind.Group, "O'Neil's friends", 1)]
    [InlineData(ObjectKind.Team, "marketing@contoso.example", 1)]
    [InlineData(ObjectKind.Team, "Admins", 0)]
    [InlineData(ObjectKind.Group, "nobody", 0)]
    public async Task Names_addresses_and_patterns_select(ObjectKind kind, string? name, int count)
    {
        await using TeamFixture f = await StartAsync();
        Assert.Equal(count, (await ListAsync(f, kind, name)).Count);
    }

    [Fact]
    public async Task Groups_tell_their_type_and_what_they_have()
    {
        await using TeamFixture f = await StartAsync();
        List<DiscoveredObject> found = await ListAsync(f, ObjectKind.Group, null);
        Assert.Equal(["Microsoft365", "Security", "MailEnabledSecurity", "Distribution"], found.Select(g => g.GroupType));
        Assert.Equal([true, false, false, false], found.Select(g => g.Workloads.Contains(Workload.GroupMailbox)));
    }

    [Fact]
    public async Task An_id_asks_directly()
    {
        await using TeamFixture f = await StartAsync();
        Assert.Equal("Marketing", Assert.Single(await ListAsync(f, ObjectKind.Team, f.Group.Id)).Object.DisplayName);
        Assert.Equal(0, f.Simulator.Log.Count(RouteKind.Groups));
    }

    [Fact]
    public async Task Many_groups_are_listed_page_by_page()
    {
        await using TeamFixture f = await StartAsync();
        for (int i = 0; i < 1000; i++)
            f.Simulator.Tenant.AddGroup(new NewGroup($"Group {i}"));
        Assert.Equal(1004, (await ListAsync(f, ObjectKind.Group, null)).Count);
        Assert.Equal(2, f.Simulator.Log.Count(RouteKind.Groups));
    }

    [Fact]
    public async Task The_site_of_a_group_is_found_and_others_have_none()
    {
        await using TeamFixture f = await StartAsync();
        DiscoveredObject? site = await f.Source.FindSiteAsync(new ProtectedObject(ObjectKind.Group, f.Group.Id, "Marketing", null), default);
        Assert.Equal((ObjectKind.Site, f.Group.Site.Id), (site!.Object.Kind, site.Object.Id));
        Assert.Null(await f.Source.FindSiteAsync(new ProtectedObject(ObjectKind.Group, f.Simulator.Tenant.Group("Admins").Id, "Admins", null), default));
    }

    [Fact]
    public async Task A_check_names_the_permission_that_teams_lack()
    {
        await using TeamFixture f = await StartAsync();
        f.Simulator.Tenant.Application.SetPermissions(["User.Read.All", "Group.Read.All"]);
        OrganizationCheckResult result = await f.Source.CheckAsync([Workload.GroupMailbox, Workload.Team], default);
        Assert.Equal("ChannelMessage.Read.All", Assert.Single(result.Checks, c => c.Outcome == CheckOutcome.Failed).Name);
        Assert.Equal(CheckOutcome.Passed, result.Checks.Single(c => c.Name == "GroupMailbox").Outcome);
        Assert.Equal(CheckOutcome.Inconclusive, result.Checks.Single(c => c.Name == "ChannelMember.Read.All").Outcome);
    }

    [Fact]
    public async Task A_check_passes_with_the_permissions_of_a_backup()
    {
        await using TeamFixture f = await StartAsync();
        OrganizationCheckResult result = await f.Source.CheckAsync([Workload.GroupMailbox, Workload.Team], default);
        Assert.Equal([CheckOutcome.Passed], result.Checks.Where(c => c.Name != "Directory").Select(c => c.Outcome).Distinct());
    }

    private static async Task<TeamFixture> StartAsync()
    {
        TeamFixture f = await TeamFixture.StartAsync();
        f.Simulator.Tenant.AddGroup(new NewGroup("Admins") { IsUnified = false, IsSecurityEnabled = true, IsMailEnabled = false });
        f.Simulator.Tenant.AddGroup(new NewGroup("Operators") { IsUnified = false, IsSecurityEnabled = true });
        f.Simulator.Tenant.AddGroup(new NewGroup("O'Neil's friends") { IsUnified = false });
        return f;
    }

    private static async Task<List<DiscoveredObject>> ListAsync(TeamFixture f, ObjectKind kind, string? name)
    {
        var found = new List<DiscoveredObject>();
        await foreach (DiscoveredObject one in f.Source.DiscoverAsync(new DiscoveryQuery { Kind = kind, Name = name }, default))
            found.Add(one);
        return found;
    }
}
