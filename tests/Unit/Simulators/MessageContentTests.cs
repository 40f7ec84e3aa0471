using System.Security.Cryptography;
using System.Text.Json;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Simulators;

public sealed class MessageContentTests
{
    private const string User = "daniel@contoso.example";

    [Fact]
    public async Task The_mime_content_is_what_the_snapshot_says()
    {
        await using var client = await StartAsync();
        client.Tenant.AddMessage(User, "inbox", SampleMail.WithAttachments(1000));
        client.Tenant.AddSyntheticMailbox(User, "Inbox", new SyntheticMailOptions(30, 3) { AttachmentShare = 0.5, AttachmentSize = 5000 });
        foreach (var message in client.Tenant.Snapshot().User(User).Mailbox!.Messages())
        {
            using var response = await client.SendAsync($"users/{User}/messages/{Uri.EscapeDataString(message.Id)}/$value");
            Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal(message.Sha256(), Convert.ToHexStringLower(SHA256.HashData(await response.Content.ReadAsByteArrayAsync())));
        }
    }

    [Fact]
    public async Task Headers_are_decoded_into_properties()
    {
        await using var client = await StartAsync();
        client.Tenant.AddMessage(User, "inbox", SampleMail.WithAttachments(10));
        var message = (await client.RoundAsync($"users/{User}/mailFolders/inbox/messages")).Items.Single();
        Assert.Equal("Grüße €", message.GetProperty("subject").GetString());
        Assert.Equal("Jörg", message.GetProperty("from").GetProperty("emailAddress").GetProperty("name").GetString());
        Assert.Equal(["b@contoso.example", "c@contoso.example"], message.GetProperty("toRecipients").EnumerateArray().Select(Address));
        Assert.True(message.GetProperty("hasAttachments").GetBoolean());
        Assert.Equal("<p>Hi</p>", message.GetProperty("body").GetProperty("content").GetString());
    }

    [Fact]
    public async Task The_three_kinds_of_attachment_differ()
    {
        await using var client = await StartAsync();
        var id = client.Tenant.AddMessage(User, "inbox", SampleMail.WithAttachments(1000));
        var attachments = (await client.RoundAsync($"users/{User}/messages/{id}/attachments")).Items;
        Assert.Equal(
            ["#microsoft.graph.fileAttachment", "#microsoft.graph.itemAttachment", "#microsoft.graph.referenceAttachment"],
            attachments.Select(attachment => attachment.GetProperty("@odata.type").GetString()!));
        Assert.Equal("ä.bin", attachments[0].GetProperty("name").GetString());
        Assert.Equal(1000, attachments[0].GetProperty("contentBytes").GetBytesFromBase64().Length);
        Assert.Equal("inner", attachments[1].GetProperty("name").GetString());
        using var nested = await client.SendAsync($"users/{User}/messages/{id}/attachments/{attachments[1].GetProperty("id").GetString()}/$value");
        Assert.Equal("Subject: inner\r\n\r\ninner text", await nested.Content.ReadAsStringAsync());
        Assert.Equal(405, (await client.ErrorAsync($"users/{User}/messages/{id}/attachments/{attachments[2].GetProperty("id").GetString()}/$value")).Status);
    }

    [Fact]
    public async Task Content_bytes_are_absent_above_three_megabytes()
    {
        await using var client = await StartAsync();
        var id = client.Tenant.AddMessage(User, "inbox", SampleMail.WithAttachments(3_200_000));
        var attachment = (await client.RoundAsync($"users/{User}/messages/{id}/attachments")).Items[0];
        Assert.False(attachment.TryGetProperty("contentBytes", out _));
        using var content = await client.SendAsync($"users/{User}/messages/{id}/attachments/{attachment.GetProperty("id").GetString()}/$value");
        Assert.Equal(3_200_000, (await content.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task A_snapshot_does_not_see_later_changes()
    {
        await using var client = await StartAsync();
        var tenant = client.Tenant;
        var kept = tenant.AddMessage(User, "inbox", SampleMail.Plain("kept"));
        var deleted = tenant.AddMessage(User, "inbox", SampleMail.Plain("deleted"));
        tenant.AddSyntheticMailbox(User, "Bulk", 2000);
        tenant.AddFile(User, "", "a.txt", [1, 2, 3]);
        var before = tenant.Snapshot().User(User);
        var hashes = before.Mailbox!.Messages().Select(message => message.Sha256()).ToList();
        tenant.UpdateMessage(User, kept, new MessageUpdate { Subject = "Größe", IsRead = false });
        tenant.DeleteMessage(User, deleted, hard: true);
        tenant.UpdateMessage(User, tenant.User(User).Mailbox.SyntheticMessageId(500), new MessageUpdate { Subject = "x" });
        tenant.DeleteFolder(User, "Bulk", hard: true);
        tenant.UpdateFile(User, "a.txt", [4]);
        tenant.RenameItem(User, "a.txt", "b.txt");
        Assert.Equal(hashes, before.Mailbox.Messages().Select(message => message.Sha256()));
        Assert.Equal([1, 2, 3], before.Drive!.Items().Single(item => item.Path == "a.txt").ReadContent());
        var after = tenant.Snapshot().User(User);
        Assert.Equal("Größe", after.Mailbox!.Messages().Single().Subject);
        Assert.Equal("b.txt", after.Drive!.Items().Last().Path);
    }

    [Fact]
    public async Task Batches_answer_each_request_and_take_twenty()
    {
        await using var client = await StartAsync();
        var id = client.Tenant.AddMessage(User, "inbox", SampleMail.Plain("one"));
        using var response = await BatchAsync(client, [$"/users/{User}/messages/{id}", "/users/nobody@contoso.example", $"/users/{User}/messages/{id}/$value"]);
        var json = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("responses");
        Assert.Equal([200, 404, 200], json.EnumerateArray().Select(one => one.GetProperty("status").GetInt32()));
        Assert.Equal("one", json[0].GetProperty("body").GetProperty("subject").GetString());
        Assert.StartsWith("From:", System.Text.Encoding.UTF8.GetString(json[2].GetProperty("body").GetBytesFromBase64()), StringComparison.Ordinal);
        using var tooMany = await BatchAsync(client, Enumerable.Repeat("/users", 21));
        Assert.Equal(400, (int)tooMany.StatusCode);
    }

    [Fact]
    public async Task The_admin_surface_wants_its_key_and_changes_the_tenant()
    {
        await using var client = await StartAsync();
        using var refused = await client.SendAsync("/_simulator/state");
        Assert.Equal(401, (int)refused.StatusCode);
        client.Http.DefaultRequestHeaders.Add("X-Simulator-Key", client.Simulator.Options.AdminKey);
        using var added = await client.Http.PostAsync(
            new Uri("/_simulator/messages", UriKind.Relative), new StringContent($$"""{"user":"{{User}}","action":"add","subject":"Grüße","text":"hi","count":2}"""));
        Assert.Equal(200, (int)added.StatusCode);
        var truth = await client.GetAsync($"/_simulator/truth?user={User}");
        Assert.Equal(["Grüße 1", "Grüße 2"], truth.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("subject").GetString()));
    }

    private static Task<HttpResponseMessage> BatchAsync(SimulatorClient client, IEnumerable<string> urls)
    {
        var requests = urls.Select((url, i) => new { id = $"{i + 1}", method = "GET", url });
        return client.Http.PostAsync(new Uri("$batch", UriKind.Relative), new StringContent(JsonSerializer.Serialize(new { requests })));
    }

    private static string Address(JsonElement recipient) => recipient.GetProperty("emailAddress").GetProperty("address").GetString()!;

    private static async Task<SimulatorClient> StartAsync()
    {
        var client = await SimulatorClient.StartAsync();
        client.Tenant.AddUser(User);
        return client;
    }
}
