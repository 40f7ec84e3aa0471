using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class SiteDiscoveryTests
{
    [Fact]
    public async Task Sites_are_listed_page_by_page_without_personal_ones()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        for (int i = 0; i < 1100; i++)
            f.Tenant.AddSite(new NewSite($"/sites/{i}") { HasDocuments = false });
        f.Tenant.AddSite(new NewSite("/personal/anna") { IsPersonal = true });
        Assert.Equal(1100, (await ListAsync(f, new DiscoveryQuery { Kind = ObjectKind.Site })).Count);
        Assert.Equal(3, f.Simulator.Log.Count(RouteKind.Sites));
        DiscoveredObject personal = (await ListAsync(f, new DiscoveryQuery { Kind = ObjectKind.Site, IncludePersonalSites = true })).Single(s => s.IsPersonalSite);
        Assert.Equal("https://contoso-my.sharepoint.example/personal/anna", personal.Object.Address);
    }

    [Theory]
    [InlineData("https://contoso.sharepoint.example/sites/hr", 1)]
    [InlineData("https://contoso.sharepoint.example/sites/HR/", 1)]
    [InlineData("https://contoso.sharepoint.example/sites/hr/recruiting", 1)]
    [InlineData("https://contoso.sharepoint.example", 1)]
    [InlineData("https://contoso.sharepoint.example/sites/nowhere", 0)]
    [InlineData("https://contoso.sharepoint.example/sites/*", 2)]
    [InlineData("human resources", 1)]
    [InlineData("*s", 2)]
    [InlineData("nothing", 0)]
    public async Task Names_addresses_and_patterns_select(string name, int count)
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Tenant.AddSite("", "Contoso");
        f.Tenant.AddSite("/sites/hr", "Human Resources").AddSubsite("recruiting");
        f.Tenant.AddSite("/sites/sales", "Sales");
        Assert.Equal(count, (await ListAsync(f, new DiscoveryQuery { Kind = ObjectKind.Site, Name = name })).Count);
    }

    [Fact]
    public async Task An_id_asks_directly()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        SimulatedSite site = f.Tenant.AddSite("/sites/hr", "Human Resources");
        DiscoveredObject found = Assert.Single(await ListAsync(f, new DiscoveryQuery { Kind = ObjectKind.Site, Name = site.Id }));
        Assert.Equal(new ProtectedObject(ObjectKind.Site, site.Id, "Human Resources", site.WebUrl), found.Object);
        Assert.Equal(0, f.Simulator.Log.Count(RouteKind.Sites));
    }

    [Fact]
    public async Task Without_permission_the_missing_one_is_named()
    {
        await using SourceFixture f = await SourceFixture.StartAsync();
        f.Tenant.Application.SetPermissions("User.Read.All", "Files.Read.All");
        var e = await Assert.ThrowsAsync<PermissionMissingException>(() => ListAsync(f, new DiscoveryQuery { Kind = ObjectKind.Site }));
        Assert.Contains("Sites.Read.All", e.Message, StringComparison.Ordinal);
        OrganizationCheckResult result = await f.Source.CheckAsync([Workload.Site], default);
        OrganizationCheck check = result.Checks.Single(c => c.Name == "Sites.Read.All");
        Assert.Equal(CheckOutcome.Failed, check.Outcome);
        Assert.IsType<PermissionMissingException>(check.Error);
    }

    private static async Task<List<DiscoveredObject>> ListAsync(SourceFixture f, DiscoveryQuery query)
    {
        List<DiscoveredObject> found = [];
        await foreach (DiscoveredObject one in f.Source.DiscoverAsync(query, default))
            found.Add(one);
        return found;
    }
}
