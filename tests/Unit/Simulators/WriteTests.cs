using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Simulators;

/// <summary>The simulator's write side refuses and remembers what the service does.</summary>
public sealed class WriteTests
{
    private const string User = "anna@contoso.example";

    [Theory]
    [InlineData("POST", "users/" + User + "/messages", 403, "ErrorAccessDenied")]
    [InlineData("POST", "users/" + User + "/mailFolders/inbox/childFolders", 403, "ErrorAccessDenied")]
    [InlineData("POST", "users/" + User + "/contacts", 403, "ErrorAccessDenied")]
    [InlineData("PATCH", "users/" + User + "/events/x", 403, "ErrorAccessDenied")]
    [InlineData("PUT", "users/" + User + "/drive/items/x:/a.txt:/content", 403, "accessDenied")]
    public async Task An_application_that_only_reads_can_write_nothing(string method, string url, int status, string code)
    {
        await using SimulatorClient client = await StartAsync(writes: false);
        Assert.Equal((status, code), await ErrorAsync(client, method, url, "{}"));
    }

    [Fact]
    public async Task A_message_from_MIME_is_a_draft_with_an_id_of_its_own_and_stays_one()
    {
        await using SimulatorClient client = await StartAsync();
        JsonElement made = await SendAsync(client, "POST", $"users/{User}/mailFolders/inbox/messages", Convert.ToBase64String("Subject: one\r\n\r\nx"u8), "text/plain");
        JsonElement patched = await SendAsync(client, "PATCH", $"users/{User}/messages/{made.GetProperty("id").GetString()}", """{"isRead":false,"singleValueExtendedProperties":[{"id":"Integer 0x0E07","value":"1"}]}""");
        Assert.True(made.GetProperty("isDraft").GetBoolean());
        Assert.True(patched.GetProperty("isDraft").GetBoolean());
        Assert.False(patched.GetProperty("isRead").GetBoolean());
    }

    [Fact]
    public async Task A_folder_name_is_taken_once()
    {
        await using SimulatorClient client = await StartAsync();
        await SendAsync(client, "POST", $"users/{User}/mailFolders", """{"displayName":"New"}""");
        Assert.Equal((409, "ErrorFolderExists"), await ErrorAsync(client, "POST", $"users/{User}/mailFolders", """{"displayName":"new"}"""));
    }

    [Fact]
    public async Task An_upload_takes_fragments_in_their_order_and_tells_where_it_goes_on()
    {
        await using SimulatorClient client = await StartAsync();
        byte[] content = new byte[320 * 1024 + 10];
        JsonElement session = await SendAsync(client, "POST", $"users/{User}/drive/items/root:/a.bin:/createUploadSession", """{"item":{"fileSystemInfo":{"lastModifiedDateTime":"2020-01-02T03:04:05Z"}}}""");
        string url = session.GetProperty("uploadUrl").GetString()!;

        Assert.Equal(202, await PutAsync(client, url, content, 0, 320 * 1024));
        Assert.Equal(416, await PutAsync(client, url, content, 0, 320 * 1024));
        Assert.Equal("327680-", (await client.GetAsync(url)).GetProperty("nextExpectedRanges")[0].GetString());
        Assert.Equal(201, await PutAsync(client, url, content, 320 * 1024, 10));
        Assert.Equal(404, await PutAsync(client, url, content, 0, 10));

        DriveItemTruth file = client.Tenant.User(User).Drive.Snapshot().Items().Single(i => i.Name == "a.bin");
        Assert.Equal((content.Length, new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero)), (file.Size, file.Modified));
    }

    [Fact]
    public async Task A_fragment_that_is_no_multiple_of_320_KiB_is_refused_unless_it_is_the_last_one()
    {
        await using SimulatorClient client = await StartAsync();
        JsonElement session = await SendAsync(client, "POST", $"users/{User}/drive/items/root:/a.bin:/createUploadSession", "{}");
        Assert.Equal(400, await PutAsync(client, session.GetProperty("uploadUrl").GetString()!, new byte[1000], 0, 100));
    }

    [Theory]
    [InlineData("fail", 409, 1)]
    [InlineData("replace", 200, 1)]
    [InlineData("rename", 201, 2)]
    public async Task A_taken_name_is_met_as_the_request_says(string behavior, int status, int files)
    {
        await using SimulatorClient client = await StartAsync();
        client.Tenant.AddFile(User, "root", "a.txt", [1]);
        using HttpResponseMessage answer = await RequestAsync(client, "PUT", $"users/{User}/drive/items/root:/A.txt:/content?@microsoft.graph.conflictBehavior={behavior}", "xy", "text/plain");
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(files, client.Tenant.User(User).Drive.Snapshot().Items().Count(i => !i.IsFolder));
    }

    [Fact]
    public async Task What_does_not_fit_any_more_is_refused()
    {
        await using SimulatorClient client = await StartAsync();
        client.Tenant.User(User).Mailbox.IsOverQuota = true;
        client.Tenant.User(User).Drive.Quota = 1;
        Assert.Equal((507, "ErrorQuotaExceeded"), await ErrorAsync(client, "POST", $"users/{User}/mailFolders", """{"displayName":"New"}"""));
        Assert.Equal((507, "quotaLimitReached"), await ErrorAsync(client, "PUT", $"users/{User}/drive/items/root:/a.txt:/content", "xy"));
    }

    private static async Task<SimulatorClient> StartAsync(bool writes = true)
    {
        SimulatorClient client = await SimulatorClient.StartAsync();
        client.Tenant.AddUser(User);
        if (writes)
        {
            client.Tenant.Application.SetPermissions(SimulatedTenant.RestorePermissions);
            await client.SignInAsync();
        }

        return client;
    }

    private static async Task<HttpResponseMessage> RequestAsync(SimulatorClient client, string method, string url, string body, string type)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(client.Http.BaseAddress!, url)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await client.Http.SendAsync(request);
    }

    private static async Task<JsonElement> SendAsync(SimulatorClient client, string method, string url, string body, string type = "application/json")
    {
        using HttpResponseMessage answer = await RequestAsync(client, method, url, body, type);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static async Task<(int Status, string Code)> ErrorAsync(SimulatorClient client, string method, string url, string body)
    {
        using HttpResponseMessage answer = await RequestAsync(client, method, url, body, "application/json");
        JsonElement json = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, json.GetProperty("error").GetProperty("code").GetString()!);
    }

    private static async Task<int> PutAsync(SimulatorClient client, string url, byte[] content, int from, int count)
    {
        using var bare = new HttpClient(client.Simulator.CreateHandler());
        using var body = new ByteArrayContent(content, from, count);
        body.Headers.ContentRange = new ContentRangeHeaderValue(from, from + count - 1, content.Length);
        using HttpResponseMessage answer = await bare.PutAsync(new Uri(url), body);
        return (int)answer.StatusCode;
    }
}
