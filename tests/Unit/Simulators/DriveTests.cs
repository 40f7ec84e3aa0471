using System.Net;
using System.Text.Json;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Simulators;

public sealed class DriveTests
{
    private const string User = "clara@contoso.example";

    [Fact]
    public async Task The_initial_round_shows_the_root_and_parents_before_children()
    {
        await using var client = await StartAsync();
        var round = await client.RoundAsync($"users/{User}/drive/root/delta?$top=2");
        Assert.Equal(["root", "Documents", "Plans", "a.txt", "b.bin"], round.Items.Select(Name));
        Assert.True(round.Items[0].TryGetProperty("root", out _));
        var file = round.Items[3];
        Assert.Equal(QuickXorHash.Compute("hello"u8), file.GetProperty("file").GetProperty("hashes").GetProperty("quickXorHash").GetString());
        Assert.Equal(5, file.GetProperty("size").GetInt64());
        Assert.False(file.TryGetProperty("cTag", out _));
        Assert.False(file.GetProperty("parentReference").TryGetProperty("path", out _));
        Assert.Equal(round.Items[2].GetProperty("id").GetString(), file.GetProperty("parentReference").GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_incremental_round_shows_changes_and_the_folders_above_them()
    {
        await using var client = await StartAsync();
        var first = await client.RoundAsync($"users/{User}/drive/root/delta");
        client.Tenant.UpdateFile(User, "Documents/Plans/a.txt", "hello again"u8.ToArray());
        client.Tenant.RenameItem(User, "Documents/b.bin", "c.bin");
        var second = await client.RoundAsync(first.DeltaLink);
        Assert.Equal(["root", "Documents", "Plans", "a.txt", "c.bin"], second.Items.Select(Name).ToHashSet());
        Assert.Empty((await client.RoundAsync(second.DeltaLink)).Items);
    }

    [Fact]
    public async Task Removals_carry_the_deleted_facet_with_everything_below()
    {
        await using var client = await StartAsync();
        var first = await client.RoundAsync($"users/{User}/drive/root/delta");
        client.Tenant.DeleteItem(User, "Documents/Plans");
        var second = await client.RoundAsync(first.DeltaLink);
        var deleted = second.Items.Where(item => item.TryGetProperty("deleted", out _)).Select(item => item.GetProperty("id").GetString());
        Assert.Equal(first.Items.Skip(2).Take(2).Select(item => item.GetProperty("id").GetString()), deleted);
        Assert.DoesNotContain(second.Items, item => item.TryGetProperty("@removed", out _));
    }

    [Fact]
    public async Task Moves_keep_the_id()
    {
        await using var client = await StartAsync();
        var first = await client.RoundAsync($"users/{User}/drive/root/delta");
        client.Tenant.MoveItem(User, "Documents/Plans/a.txt", "root");
        var second = await client.RoundAsync(first.DeltaLink);
        var moved = second.Items.Single(item => Name(item) == "a.txt");
        Assert.Equal(first.Items[3].GetProperty("id").GetString(), moved.GetProperty("id").GetString());
        Assert.Equal(first.Items[0].GetProperty("id").GetString(), moved.GetProperty("parentReference").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Latest_and_timestamps_serve_as_tokens()
    {
        await using var client = await StartAsync();
        var before = DateTimeOffset.UtcNow.AddMinutes(-1).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var latest = await client.RoundAsync($"users/{User}/drive/root/delta?token=latest");
        Assert.Empty(latest.Items);
        client.Tenant.AddFile(User, "", "new.txt", [1]);
        Assert.Contains("new.txt", (await client.RoundAsync(latest.DeltaLink)).Items.Select(Name));
        Assert.Equal(6, (await client.RoundAsync($"users/{User}/drive/root/delta(token='{before}')")).Items.Count);
    }

    [Fact]
    public async Task Expired_tokens_answer_410_and_malformed_ones_400()
    {
        await using var client = await StartAsync();
        var first = await client.RoundAsync($"users/{User}/drive/root/delta");
        client.Tenant.ExpireDeltaTokens(User);
        using var expired = await client.SendAsync(first.DeltaLink);
        Assert.Equal(HttpStatusCode.Gone, expired.StatusCode);
        Assert.Contains("resyncRequired", await expired.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(5, (await client.RoundAsync(expired.Headers.Location!.ToString())).Items.Count);
        Assert.Equal((400, "invalidRequest"), await client.ErrorAsync($"users/{User}/drive/root/delta?token=nonsense"));
    }

    [Fact]
    public async Task Content_redirects_to_a_download_that_refuses_tokens_and_serves_ranges()
    {
        await using var client = await StartAsync();
        using var redirect = await client.SendAsync($"users/{User}/drive/root:/Documents/b.bin:/content");
        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
        var address = redirect.Headers.Location!.ToString();
        using (var withToken = await client.SendAsync(address))
            Assert.Equal(HttpStatusCode.Unauthorized, withToken.StatusCode);
        client.Http.DefaultRequestHeaders.Authorization = null;
        var truth = client.Tenant.Snapshot().User(User).Drive!.Items().Single(item => item.Name == "b.bin").ReadContent();
        Assert.Equal(truth, await client.Http.GetByteArrayAsync(address));
        await RangeAsync(client, address, "bytes=10-19", HttpStatusCode.PartialContent, truth[10..20]);
        await RangeAsync(client, address, "bytes=99990-", HttpStatusCode.PartialContent, truth[99_990..]);
        await RangeAsync(client, address, "bytes=-5", HttpStatusCode.PartialContent, truth[^5..]);
        await RangeAsync(client, address, "bytes=100000-", HttpStatusCode.RequestedRangeNotSatisfiable, []);
        client.Simulator.Options.IgnoreRanges = true;
        await RangeAsync(client, address, "bytes=10-19", HttpStatusCode.OK, truth);
    }

    [Fact]
    public async Task Download_addresses_expire()
    {
        await using var client = await StartAsync();
        client.Simulator.Options.DownloadUrlLifetime = TimeSpan.FromSeconds(-1);
        var item = await client.GetAsync($"users/{User}/drive/root:/Documents/b.bin");
        client.Http.DefaultRequestHeaders.Authorization = null;
        using var response = await client.SendAsync(item.GetProperty("@microsoft.graph.downloadUrl").GetString()!);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Links_stay_on_the_plain_listener_where_a_round_began_there()
    {
        await using var client = await SimulatorClient.StartAsync(new GraphSimulatorOptions { PlainHttpForData = true });
        client.Tenant.AddUser(User).Drive.AddFile("", "a.txt", FileContent.Of([1, 2]));
        var plain = client.Simulator.PlainEndpoint!;
        var round = await client.RoundAsync(new Uri(plain, $"v1.0/users/{User}/drive/root/delta?$top=1").ToString());
        Assert.StartsWith(plain.ToString(), round.DeltaLink, StringComparison.Ordinal);
        client.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal([1, 2], await client.Http.GetByteArrayAsync(round.Items[1].GetProperty("@microsoft.graph.downloadUrl").GetString()));
    }

    [Fact]
    public async Task Children_are_listed_page_by_page()
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 25; i++)
            client.Tenant.AddFile(User, "Documents/Plans", $"{i}.txt", [(byte)i]);
        var drive = (await client.GetAsync($"users/{User}/drive")).GetProperty("id").GetString();
        var folder = client.Tenant.User(User).Drive.ItemId("Documents/Plans");
        var children = await client.RoundAsync($"drives/{drive}/items/{folder}/children?$top=10");
        Assert.Equal((26, 3), (children.Ids.Distinct().Count(), children.Pages));
    }

    [Fact]
    public void Synthetic_content_is_the_same_whichever_way_it_is_read()
    {
        var content = FileContent.Synthetic(100_000, 3);
        var whole = new byte[100_000];
        Assert.Equal(whole.Length, content.Read(0, whole));
        var part = new byte[9_000];
        Assert.Equal(part.Length, content.Read(4_000, part));
        Assert.Equal(whole[4_000..13_000], part);
        Assert.Equal(0, content.Read(100_000, part));
    }

    private static async Task RangeAsync(SimulatorClient client, string address, string range, HttpStatusCode status, byte[] expected)
    {
        using var response = await client.SendAsync(address, ("Range", range));
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(expected, await response.Content.ReadAsByteArrayAsync());
    }

    private static string? Name(JsonElement item) => item.TryGetProperty("name", out var name) ? name.GetString() : null;

    private static async Task<SimulatorClient> StartAsync()
    {
        var client = await SimulatorClient.StartAsync();
        var drive = client.Tenant.AddUser(User).Drive;
        drive.EnsureFolder("Documents/Plans");
        drive.AddFile("Documents/Plans", "a.txt", FileContent.Of("hello"u8.ToArray()));
        drive.AddFile("Documents", "b.bin", FileContent.Synthetic(100_000, 1));
        return client;
    }
}
