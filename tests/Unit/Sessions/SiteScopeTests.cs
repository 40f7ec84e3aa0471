using System.Text;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Sites in the scope of a job.</summary>
public sealed class SiteScopeTests
{
    [Fact]
    public async Task A_whole_organization_holds_users_and_sites_but_what_is_excluded()
    {
        var scope = new BackupScope
        {
            WholeOrganization = true,
            Workloads = [Workload.OneDrive, Workload.Site],
            Exclude = [new ScopeItem(ObjectKind.Site, "*/sites/secret*", []), new ScopeItem(ObjectKind.User, "Sales", [])],
        };
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: scope);
        SessionResult result = await world.BackUpAsync();
        Assert.Equal(SessionStatus.Success, result.Session.Status);
        Assert.Equal(["Anna", "Human Resources", "Sales"], (await NamesAsync(world)).Order());
    }

    [Fact]
    public async Task Named_sites_are_found_by_address_name_and_pattern()
    {
        var scope = new BackupScope { Include = [new ScopeItem(ObjectKind.Site, "https://contoso.sharepoint.example/sites/hr", []), new ScopeItem(ObjectKind.Site, "sal*", [])] };
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: scope);
        await world.BackUpAsync();
        Assert.Equal(["Human Resources", "Sales"], (await NamesAsync(world)).Order());
    }

    [Fact]
    public async Task A_new_site_makes_the_session_full_and_a_removed_one_keeps_its_data()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: new BackupScope { WholeOrganization = true, Workloads = [Workload.Site] });
        await world.BackUpAsync();
        Assert.Equal(SessionKind.Incremental, (await world.BackUpAsync()).Session.Kind);
        world.Tenant.AddSite("/sites/new", "New").Library().AddFile("root", "n.txt", Text("n"));
        Assert.Equal(SessionKind.Full, (await world.BackUpAsync()).Session.Kind);
        world.Tenant.RemoveSite("https://contoso.sharepoint.example/sites/hr");
        SessionResult result = await world.BackUpAsync();
        Assert.Equal((SessionStatus.Success, SessionKind.Incremental), (result.Session.Status, result.Session.Kind));
        Assert.Equal(["Human Resources", "New", "Sales", "Secret"], (await NamesAsync(world)).Order());
    }

    [Fact]
    public async Task A_missing_permission_ends_the_session_and_is_named()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: new BackupScope { WholeOrganization = true, Workloads = [Workload.Site] });
        world.Tenant.Application.SetPermissions("User.Read.All", "Files.Read.All");
        SessionResult result = await world.BackUpAsync();
        Assert.Equal(SessionStatus.Failed, result.Session.Status);
        Assert.Contains("Sites.Read.All", Assert.IsType<PermissionMissingException>(result.Error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_that_fails_keeps_what_is_held_also_when_everything_is_read_anew()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: new BackupScope { Include = [new ScopeItem(ObjectKind.Site, "Human Resources", [])] });
        SimulatedSite site = world.Tenant.Site("https://contoso.sharepoint.example/sites/hr");
        site.AddList("Tasks").AddItem(new JsonObject { ["Title"] = "a" });
        TenantSnapshot truth = world.Tenant.Snapshot();
        await world.BackUpAsync();
        world.Simulator.Faults.Add(new FaultRule { Path = $"/drives/{site.Library().Id}/root/delta", StatusCode = 403, ErrorCode = "accessDenied" });
        SessionResult result = await world.BackUpAsync(full: true);
        Assert.Equal(SessionStatus.Warning, result.Session.Status);
        await world.AssertIdenticalAsync((await world.ListPointsAsync())[^1], truth with { Users = [], Sites = [.. truth.Sites.Where(s => s.Id == site.Id)] });
        world.Simulator.Faults.Clear();
        Assert.Equal(SessionStatus.Success, (await world.BackUpAsync()).Session.Status);
    }

    [Fact]
    public async Task An_export_holds_the_tree_with_items_pages_and_versions()
    {
        var scope = new BackupScope { WholeOrganization = true, Workloads = [Workload.Site], FileVersions = true };
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t =>
            {
                SimulatedSite site = t.AddSite("/sites/hr", "Human Resources");
                string file = site.Library().AddFile(site.Library().AddFolder("root", "Plans"), "plan.docx", Text("one"));
                site.Library().UpdateFile(file, Text("second"));
                site.AddList("Tasks").AddItem(new JsonObject { ["Title"] = "Call Bernd" });
                site.AddPage("Home.aspx", "Home", "<p>Welcome</p>");
                site.AddSubsite("recruiting", "Recruiting").Library().AddFile("root", "cv.txt", Text("cv"));
            },
            scope: scope);
        await world.BackUpAsync();
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, (await world.ListPointsAsync()).Single(), CancellationToken.None);
        string target = world.NewFolder("export");
        var exporter = new ItemExporter(explorer, new ExportOptions(target));
        await foreach (ExportedItem item in exporter.ExportAsync(explorer.FindAsync(new RestoreQuery { IncludeVersions = true }, CancellationToken.None), CancellationToken.None))
            Assert.Null(item.Error);
        string top = Directory.GetDirectories(target).Single();
        Assert.Equal(
            ["Site/Documents/Plans/plan (version 1.0).docx", "Site/Documents/Plans/plan.docx", "Site/Pages/Home.aspx.html", "Site/Pages/Home.aspx.json", "Site/Recruiting/Documents/cv.txt", "Site/Tasks/Call Bernd.html", "Site/Tasks/Call Bernd.json"],
            Directory.GetFiles(top, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(top, f).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(top, "Site/Documents/Plans/plan (version 1.0).docx")));
        Assert.Contains("Call Bernd", await File.ReadAllTextAsync(Path.Combine(top, "Site/Tasks/Call Bernd.json")), StringComparison.Ordinal);
        Assert.Contains("Welcome", await File.ReadAllTextAsync(Path.Combine(top, "Site/Pages/Home.aspx.json")), StringComparison.Ordinal);
        Assert.Equal(5 - 1, await explorer.FindAsync(new RestoreQuery(), CancellationToken.None).CountAsync());
    }

    private static void Fill(SimulatedTenant tenant)
    {
        tenant.AddUser(new NewUser("anna@contoso.example") { DisplayName = "Anna" });
        tenant.AddFile("anna@contoso.example", "root", "hers.txt", Encoding.UTF8.GetBytes("hers"));
        tenant.AddSite("/sites/hr", "Human Resources").Library().AddFile("root", "a.txt", Text("a"));
        tenant.AddSite("/sites/sales", "Sales").AddList("Leads").AddItem(new JsonObject { ["Title"] = "Fabrikam" });
        tenant.AddSite("/sites/secret", "Secret").AddPage("Home.aspx", "Home", "<p>Secret</p>");
    }

    private static FileContent Text(string text) => FileContent.Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The display names of the objects that the newest restore point holds.</summary>
    private static async Task<List<string>> NamesAsync(BackupWorld world)
    {
        RestorePoint point = (await world.ListPointsAsync())[^1];
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, point, CancellationToken.None);
        return await explorer.FindAsync(new RestoreQuery { IncludeFolders = true }, CancellationToken.None).Select(i => i.Identity.Object.DisplayName).Distinct().ToListAsync();
    }
}
