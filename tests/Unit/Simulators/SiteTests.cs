using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Simulators;

public sealed class SiteTests
{
    [Fact]
    public async Task Sites_are_found_by_listing_id_and_path()
    {
        await using var client = await StartAsync();
        var all = await client.RoundAsync("sites/getAllSites?$top=1");
        Assert.Equal(2, all.Items.Count);
        Assert.True(all.Items[0].TryGetProperty("root", out _));
        var id = client.Tenant.Sites[0].Id;
        Assert.Equal(id, (await client.GetAsync($"sites/{id}")).GetProperty("id").GetString());
        Assert.Equal(id, (await client.GetAsync("sites/contoso.sharepoint.example:/sites/hr")).GetProperty("id").GetString());
        Assert.False(Assert.Single((await client.RoundAsync($"sites/{id}/sites")).Items).TryGetProperty("root", out _));
        Assert.Equal((404, "itemNotFound"), await client.ErrorAsync("sites/contoso.sharepoint.example:/sites/nowhere"));
    }

    [Fact]
    public async Task A_list_round_tells_changes_with_fields_and_removals_with_the_deleted_facet()
    {
        await using var client = await StartAsync();
        var list = client.Tenant.Sites[0].List("Tasks");
        var first = await client.RoundAsync($"sites/{client.Tenant.Sites[0].Id}/lists/{list.Id}/items/delta?$expand=fields&$top=2");
        Assert.Equal(["task 1", "task 2", "task 3"], first.Items.Select(Title));
        list.UpdateItem("1", new JsonObject { ["Title"] = "changed" });
        list.DeleteItem("2");
        var second = await client.RoundAsync(first.DeltaLink);
        Assert.Equal(["1", "2"], second.Ids);
        Assert.Equal("changed", Title(second.Items[0]));
        Assert.True(second.Items[1].TryGetProperty("deleted", out _));
        Assert.Empty((await client.RoundAsync(second.DeltaLink)).Items);
        list.ExpireDeltaTokens();
        using var expired = await client.SendAsync(second.DeltaLink);
        Assert.Equal(HttpStatusCode.Gone, expired.StatusCode);
        Assert.Equal(2, (await client.RoundAsync(expired.Headers.Location!.ToString())).Items.Count);
    }

    [Fact]
    public async Task Pages_come_without_their_canvas_unless_it_is_expanded()
    {
        await using var client = await StartAsync();
        var page = Assert.Single((await client.RoundAsync($"sites/{client.Tenant.Sites[0].Id}/pages/microsoft.graph.sitePage")).Items);
        Assert.False(page.TryGetProperty("canvasLayout", out _));
        var whole = await client.GetAsync($"sites/{client.Tenant.Sites[0].Id}/pages/{page.GetProperty("id").GetString()}/microsoft.graph.sitePage?$expand=canvasLayout");
        Assert.True(whole.TryGetProperty("canvasLayout", out _));
    }

    [Fact]
    public async Task Versions_are_listed_newest_first_and_the_current_one_is_the_file_s_content()
    {
        await using var client = await StartAsync();
        var drive = client.Tenant.Sites[0].Library();
        var id = drive.AddFile("root", "a.txt", FileContent.Of("one"u8.ToArray()));
        drive.UpdateFile(id, FileContent.Of("second"u8.ToArray()), "Bernd");
        Assert.Equal(["2.0", "1.0"], (await client.RoundAsync($"drives/{drive.Id}/items/{id}/versions")).Ids);
        Assert.Equal(400, (await client.ErrorAsync($"drives/{drive.Id}/items/{id}/versions/2.0/content")).Status);
        using var redirect = await client.SendAsync($"drives/{drive.Id}/items/{id}/versions/1.0/content");
        client.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal("one"u8.ToArray(), await client.Http.GetByteArrayAsync(redirect.Headers.Location));
    }

    [Fact]
    public async Task Permissions_cost_five_units_and_lists_two()
    {
        await using var client = await StartAsync(new GraphSimulatorOptions { ResourceUnitLimit = 12 });
        var drive = client.Tenant.Sites[0].Library();
        var id = drive.AddFile("root", "a.txt", FileContent.Of([1]));
        drive.Share(id, "read", "Bernd");
        Assert.Equal("Bernd", (await client.RoundAsync($"drives/{drive.Id}/items/{id}/permissions")).Items[0].GetProperty("grantedToV2").GetProperty("user").GetProperty("displayName").GetString());
        await client.RoundAsync($"drives/{drive.Id}/items/{id}/permissions");
        await client.GetAsync($"sites/{client.Tenant.Sites[0].Id}/lists");
        Assert.Equal(429, (await client.ErrorAsync($"sites/{client.Tenant.Sites[0].Id}")).Status);
    }

    [Fact]
    public async Task What_lists_and_pages_held_at_a_moment_can_be_told()
    {
        var clock = new ManualClock();
        await using var client = await StartAsync(new GraphSimulatorOptions { Time = clock });
        var site = client.Tenant.Sites[0];
        var moment = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromSeconds(1));
        site.List("Tasks").DeleteItem("1");
        site.RemoveList("Tasks");
        site.AddPage("News.aspx", "News", "new");
        var then = site.SnapshotAt(moment);
        Assert.Equal(3, Assert.Single(then.Lists).Items.Count);
        Assert.Equal("Home.aspx", Assert.Single(then.Pages).Name);
        Assert.Empty(site.Snapshot().Lists);
    }

    private static string? Title(JsonElement item) => item.GetProperty("fields").GetProperty("Title").GetString();

    private static async Task<SimulatorClient> StartAsync(GraphSimulatorOptions? options = null)
    {
        var client = await SimulatorClient.StartAsync(options);
        var site = client.Tenant.AddSite("/sites/hr", "Human Resources");
        site.AddSubsite("recruiting");
        client.Tenant.AddSite("/sites/sales", "Sales");
        for (var i = 1; i <= 3; i++)
            (site.Lists.FirstOrDefault(static list => list.Name == "Tasks") ?? site.AddList("Tasks")).AddItem(new JsonObject { ["Title"] = $"task {i}" });
        site.AddPage("Home.aspx", "Home", "<p>Welcome</p>");
        return client;
    }
}
