using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>A simulated tenant with one site, and a source that is connected to it.</summary>
internal sealed class SiteFixture : IAsyncDisposable
{
    private readonly SourceFixture _tenant;

    private SiteFixture(SourceFixture tenant)
    {
        _tenant = tenant;
        Site = tenant.Tenant.AddSite("/sites/hr", "Human Resources");
    }

    public GraphSimulator Simulator => _tenant.Simulator;

    public SimulatedTenant Tenant => _tenant.Tenant;

    public IOrganizationSource Source => _tenant.Source;

    public SimulatedSite Site { get; }

    public SimulatedDrive Documents => Site.Library();

    public HeldObject Held { get; } = new();

    public bool FileVersions { get; set; }

    public static async Task<SiteFixture> StartAsync(GraphSimulatorOptions? simulator = null, GraphSourceOptions? source = null) => new(await SourceFixture.StartAsync(simulator, source));

    /// <summary>One round over the site.</summary>
    public Task BackUpAsync() => Held.ApplyAsync(Source.OpenReader(
        new ProtectedObject(ObjectKind.Site, Site.Id, Site.DisplayName, Site.WebUrl), Workload.Site, new ReadOptions { FileVersions = FileVersions }));

    /// <summary>What is held is what the site holds.</summary>
    public void AssertIsTrue()
    {
        List<string> expected = [.. SiteTruth.Lines(Site.Snapshot(), versions: FileVersions).Select(l => $"{l.Key}: {l.Line}")];
        List<string> actual = [.. Held.Items.Values.Where(i => i.Kind != ItemKind.Folder || CollectionItemKey.IdOf(i.Key) != i.Key).Select(Line)];
        string difference = string.Join('\n', expected.Except(actual).Select(l => "missing " + l).Concat(actual.Except(expected).Select(l => "extra   " + l)));
        Assert.True(difference.Length == 0, difference);
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(Held.Items.Values, i => Assert.True(i.ParentKey is null || Held.Items.ContainsKey(i.ParentKey), $"{i.Name} lies nowhere"));
    }

    public async ValueTask DisposeAsync() => await _tenant.DisposeAsync();

    private string Line(ItemVersion item)
    {
        string content = item.Kind is ItemKind.ListItem or ItemKind.Page ? SiteTruth.Text(Held.Json[item.Key]) : item.Content?.Hash.ToString() ?? "";
        return $"{item.Key}: {PathOf(item.ParentKey)} {item.Name} {content}";
    }

    private string PathOf(string? key)
    {
        if (key is null || !Held.Items.TryGetValue(key, out ItemVersion? folder))
            return "";
        string above = PathOf(folder.ParentKey);
        return above.Length == 0 ? folder.Name : above + "/" + folder.Name;
    }
}
