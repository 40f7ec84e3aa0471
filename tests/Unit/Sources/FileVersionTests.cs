using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

/// <summary>Earlier versions and permissions of files.</summary>
public sealed class FileVersionTests
{
    [Fact]
    public async Task Only_the_latest_version_is_read_unless_asked_for()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        f.Documents.UpdateFile(f.Documents.AddFile("root", "a.txt", Text("one")), Text("two"));
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Equal(0, f.Simulator.Log.Count(RouteKind.DriveVersions));
    }

    [Fact]
    public async Task Earlier_versions_are_held_and_what_was_current_is_not_read_again()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        f.FileVersions = true;
        string id = f.Documents.AddFile("root", "a.txt", Text("one"));
        f.Documents.UpdateFile(id, Text("second"));
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Equal(2, f.Held.ContentsRead);
        f.Documents.UpdateFile(id, Text("the third"), "Bernd");
        await f.BackUpAsync();
        f.AssertIsTrue();
        // Version 2.0 is what was held as the file's content.
        Assert.Equal(1, f.Held.ContentsRead);
        ItemVersion version = f.Held.Items.Values.Single(i => i.Name == "2.0");
        Assert.Equal((ItemKind.FileVersion, id), (version.Kind, CollectionItemKey.IdOf(version.ParentKey!)));
    }

    [Fact]
    public async Task A_deleted_file_takes_its_versions_along_also_when_found_by_comparison()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        f.FileVersions = true;
        string a = f.Documents.AddFolder("root", "A");
        List<string> ids = [.. Enumerable.Range(0, 3).Select(i => f.Documents.AddFile(i == 2 ? a : "root", $"{i}.txt", Text("one")))];
        ids.ForEach(id => f.Documents.UpdateFile(id, Text("second")));
        await f.BackUpAsync();
        f.Documents.DeleteItem(ids[0]);
        f.Documents.DeleteItem(a);
        await f.BackUpAsync();
        f.AssertIsTrue();
        f.Documents.DeleteItem(ids[1]);
        f.Documents.ExpireDeltaTokens();
        await f.BackUpAsync();
        f.AssertIsTrue();
    }

    [Fact]
    public async Task Trimmed_versions_go_with_the_next_change_of_the_file()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        f.FileVersions = true;
        string id = f.Documents.AddFile("root", "a.txt", Text("1"));
        for (int i = 2; i < 6; i++)
            f.Documents.UpdateFile(id, Text($"version {i}"));
        await f.BackUpAsync();
        f.Documents.TrimVersions(id, 2);
        f.Documents.UpdateFile(id, Text("the last one"));
        await f.BackUpAsync();
        f.AssertIsTrue();
    }

    [Fact]
    public async Task Switching_versions_on_reads_them_of_all_files_and_off_removes_them()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        List<string> ids = [.. Enumerable.Range(0, 5).Select(i => f.Documents.AddFile("root", $"{i}.txt", Text("one")))];
        ids.ForEach(id => f.Documents.UpdateFile(id, Text("second")));
        await f.BackUpAsync();
        f.FileVersions = true;
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Equal(5, f.Held.ContentsRead);
        await f.BackUpAsync();
        Assert.Equal(0, f.Held.Changes);
        f.FileVersions = false;
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Equal(0, f.Held.ContentsRead);
    }

    [Fact]
    public async Task A_large_version_is_resumed_after_a_cut()
    {
        await using SiteFixture f = await SiteFixture.StartAsync(source: SourceFixture.Impatient with { InlineContentLimit = 4096 });
        f.FileVersions = true;
        string id = f.Documents.AddFile("root", "large.bin", FileContent.Synthetic(3_000_000, 3));
        f.Documents.UpdateFile(id, Text("small now"));
        f.Simulator.Faults.Add(FaultRule.Of(FaultKind.TruncatedBody, "/download/", 2));
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Empty(f.Held.PendingGaps);
    }

    [Fact]
    public async Task A_version_that_fails_is_a_gap_of_its_own_and_is_tried_again()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        f.FileVersions = true;
        string id = f.Documents.AddFile("root", "a.txt", Text("one"));
        f.Documents.UpdateFile(id, Text("second"));
        f.Simulator.Faults.Add(new FaultRule { Path = "/versions/1.0/content", StatusCode = 500 });
        await f.BackUpAsync();
        Assert.Equal($"{id}@1.0", CollectionItemKey.IdOf(Assert.Single(f.Held.PendingGaps).ItemKey!));
        Assert.Contains(f.Held.Items.Values, i => i.Name == "a.txt");
        f.Simulator.Faults.Clear();
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Empty(f.Held.PendingGaps);
        Assert.Equal(1, f.Held.ContentsRead);
    }

    [Fact]
    public async Task Permissions_are_asked_for_of_shared_items_only_and_kept_with_their_properties()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        string folder = f.Documents.AddFolder("root", "Shared"), file = f.Documents.AddFile("root", "a.txt", Text("one"));
        f.Documents.AddFile("root", "private.txt", Text("two"));
        f.Documents.Share(folder, "write", "Bernd");
        f.Documents.Share(file, "read", linkScope: "organization");
        await f.BackUpAsync();
        Assert.Equal(2, f.Simulator.Log.Count(RouteKind.DrivePermissions));
        Assert.Contains("\"displayName\":\"Bernd\"", PropertiesOf(f, folder), StringComparison.Ordinal);
        Assert.Contains("\"scope\":\"organization\"", PropertiesOf(f, file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_permissions_alone_is_seen_and_fetches_no_content()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        string file = f.Documents.AddFile("root", "a.txt", Text("one"));
        f.Documents.Share(file, "read", "Bernd");
        await f.BackUpAsync();
        f.Documents.Share(file, "write", "Clara");
        await f.BackUpAsync();
        Assert.Equal((1, 0), (f.Held.Changes, f.Held.ContentsRead));
        Assert.Contains("Clara", PropertiesOf(f, file), StringComparison.Ordinal);
        f.Simulator.Log.Reset();
        await f.BackUpAsync();
        f.Documents.ExpireDeltaTokens();
        await f.BackUpAsync();
        Assert.Equal((0, 0), (f.Held.Changes, f.Simulator.Log.Count(RouteKind.DrivePermissions)));
        f.Documents.Unshare(file);
        await f.BackUpAsync();
        Assert.DoesNotContain("permissions", PropertiesOf(f, file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissions_that_may_not_be_read_are_a_gap_and_the_file_is_held()
    {
        await using SiteFixture f = await SiteFixture.StartAsync();
        string file = f.Documents.AddFile("root", "a.txt", Text("one"));
        f.Documents.Share(file, "read", "Bernd");
        f.Simulator.Faults.Add(new FaultRule { Path = "/permissions", StatusCode = 403, ErrorCode = "accessDenied" });
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Equal(GapReason.PermissionMissing, Assert.Single(f.Held.PendingGaps).Reason);
        await f.BackUpAsync();
        Assert.Equal(0, f.Held.ContentsRead);
        Assert.Single(f.Held.PendingGaps);
        f.Simulator.Faults.Clear();
        await f.BackUpAsync();
        f.AssertIsTrue();
        Assert.Equal(0, f.Held.ContentsRead);
        Assert.Empty(f.Held.PendingGaps);
    }

    private static string PropertiesOf(SiteFixture f, string id) => Encoding.UTF8.GetString(f.Held.Properties[CollectionItemKey.PrefixOf(CollectionItemKey.Library + f.Documents.Id) + id]);

    private static FileContent Text(string text) => FileContent.Of(Encoding.UTF8.GetBytes(text));
}
