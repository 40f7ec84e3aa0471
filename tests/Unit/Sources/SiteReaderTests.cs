using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class SiteReaderTests
{
    [Fact]
    public async Task Libraries_are_held_with_their_files_and_their_definition()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        SimulatedDrive plans = f.Site.AddLibrary("Plans");
        f.Documents.EnsureFolder("2024/Empty");
        Enumerable.Range(0, 20).ToList().ForEach(i => (i % 2 == 0 ? plans : f.Documents).AddFile(i % 3 == 0 ? "root" : "", $"{i}.txt", Text($"file {i}")));
        await f.BackUpAsync();
        f.AssertIsTrue();
        ItemVersion library = f.Held.Items.Values.Single(i => i.Name == "Plans");
        Assert.Equal((ItemKind.Folder, null, CollectionItemKey.Library + plans.Id), (library.Kind, library.ParentKey, library.Key));
        string properties = Encoding.UTF8.GetString(f.Held.Properties[library.Key]);
        Assert.Contains("\"columns\":[{", properties, StringComparison.Ordinal);
        Assert.Contains("\"contentTypes\":[{", properties, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unchanged_site_changes_nothing_and_costs_one_request_a_collection()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        f.Site.AddLibrary("Plans").AddFile("root", "a.txt", Text("a"));
        await f.BackUpAsync();
        f.Simulator.Log.Reset();
        await f.BackUpAsync();
        Assert.Equal((0, 0), (f.Held.Changes, f.Held.ContentsRead));
        Assert.Equal(2, f.Simulator.Log.Count(RouteKind.DriveDelta));
        Assert.Equal((0, 0), (f.Simulator.Log.Count(RouteKind.ListColumns), f.Simulator.Log.Count(RouteKind.DriveItem)));
    }

    [Fact]
    public async Task Libraries_come_and_go_with_their_tokens()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        SimulatedDrive old = f.Site.AddLibrary("Old");
        old.AddFile(old.AddFolder("root", "A"), "a.txt", Text("a"));
        f.Documents.AddFile("root", "kept.txt", Text("kept"));
        await f.BackUpAsync();
        f.Site.RemoveList("Old");
        f.Site.AddLibrary("New").AddFile("root", "n.txt", Text("n"));
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Equal(1, f.Held.ContentsRead);
        Assert.DoesNotContain(f.Held.StateEntries.Keys, k => k.Contains(old.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_expired_token_compares_its_own_library_only()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        SimulatedDrive plans = f.Site.AddLibrary("Plans");
        List<string> ids = [.. Enumerable.Range(0, 20).Select(i => plans.AddFile("root", $"{i}.txt", Text($"file {i}")))];
        Enumerable.Range(0, 20).ToList().ForEach(i => f.Documents.AddFile("root", $"{i}.txt", Text($"other {i}")));
        await f.BackUpAsync();
        plans.DeleteItem(ids[0]);
        plans.UpdateFile(ids[1], Text("changed"));
        plans.ExpireDeltaTokens();
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Equal((1, 2), (f.Held.ContentsRead, f.Held.Changes));
    }

    [Fact]
    public async Task Subsites_lie_below_their_site_and_vanish_with_everything()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        SimulatedSite below = f.Site.AddSubsite("recruiting", "Recruiting");
        below.Library().AddFile("root", "cv.txt", Text("cv"));
        below.AddSubsite("interns").Library().AddFile("root", "list.txt", Text("list"));
        f.Documents.AddFile("root", "a.txt", Text("a"));
        await f.BackUpAsync();
        f.AssertIsTrue();
        f.Site.RemoveSubsite("recruiting");
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Equal(2, f.Held.Items.Count);
    }

    [Fact]
    public async Task A_library_that_fails_costs_the_others_nothing_and_is_cured()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        SimulatedDrive plans = f.Site.AddLibrary("Plans");
        plans.AddFile("root", "p.txt", Text("p"));
        f.Documents.AddFile("root", "a.txt", Text("a"));
        f.Simulator.Faults.Add(new FaultRule { Path = $"/drives/{plans.Id}/root/delta", StatusCode = 403, ErrorCode = "accessDenied" });
        await f.BackUpAsync();
        Gap gap = Assert.Single(f.Held.PendingGaps);
        Assert.Equal((CollectionItemKey.Library + plans.Id, "Plans", GapReason.PermissionMissing), (gap.ItemKey!, gap.Name, gap.Reason));
        Assert.Contains(f.Held.Items.Values, i => i.Name == "a.txt");
        f.Simulator.Faults.Clear();
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Empty(f.Held.PendingGaps);
    }

    [Fact]
    public async Task A_removed_site_is_absent()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        f.Tenant.RemoveSite(f.Site.Id);
        await Assert.ThrowsAsync<WorkloadAbsentException>(f.BackUpAsync);
    }

    private static FileContent Text(string text) => FileContent.Of(Encoding.UTF8.GetBytes(text));
}
