using System.Text;
using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Tests.Sources;

public sealed class ParserTests
{
    [Fact]
    public void A_message_keeps_its_properties_byte_for_byte_without_annotations()
    {
        MessageRecord message = Message("""
            {"@odata.etag":"W/\"x\"","id":"1","changeKey":"k","parentFolderId":"f","subject":"\u00dcber \"alles\"","isRead":true,"isDraft":false,"hasAttachments":true,
             "from":{"emailAddress":{"name":"B","address":"b@x"}},"toRecipients":[{"emailAddress":{"name":"Only name"}},{"emailAddress":{"address":"c@x"}}],
             "ccRecipients":[],"bccRecipients":[{"emailAddress":{"address":"d@x"}}],"receivedDateTime":"2026-01-02T03:04:05Z","flag":{"flagStatus":"flagged"}}
            """);
        Assert.Equal(("1", "k", "f", "Über \"alles\""), (message.Id, message.ChangeKey, message.FolderId!, message.Subject));
        Assert.Equal(("b@x", "Only name; c@x; d@x"), (message.From!, message.To!));
        Assert.Equal(ItemFlags.IsRead | ItemFlags.HasAttachments, message.Flags);
        Assert.False(message.IsPartial);
        string kept = Encoding.UTF8.GetString(message.Properties);
        Assert.StartsWith("{\"id\":\"1\"", kept, StringComparison.Ordinal);
        Assert.Contains("\"subject\":\"\\u00dcber \\\"alles\\\"\"", kept, StringComparison.Ordinal);
        Assert.Equal("flagged", JsonDocument.Parse(kept).RootElement.GetProperty("flag").GetProperty("flagStatus").GetString());
    }

    [Fact]
    public void A_message_told_in_part_is_recognized()
    {
        Assert.True(Message("""{"@odata.type":"#microsoft.graph.message","@odata.etag":"W/\"y\"","id":"1","isRead":true}""").IsPartial);
        MessageRecord removed = Message("""{"id":"1","@removed":{"reason":"deleted"}}""");
        Assert.Equal((true, false), (removed.IsRemoved, removed.IsPartial));
    }

    [Theory]
    [InlineData("""{"id":"1","name":"a","file":{"mimeType":"x/y","hashes":{"quickXorHash":"hash="}},"size":5}""", "File")]
    [InlineData("""{"id":"1","name":"n","package":{"type":"oneNote"},"size":5}""", "Package")]
    [InlineData("""{"id":"1","name":"m","file":{},"malware":{"description":"x"}}""", "File, Malware")]
    [InlineData("""{"id":"1","name":"r","remoteItem":{"id":"2","file":{}}}""", "Remote")]
    [InlineData("""{"id":"1","deleted":{"state":"deleted"}}""", "Deleted")]
    [InlineData("""{"id":"1","name":"root","root":{},"folder":{"childCount":3}}""", "Folder, Root")]
    public void Drive_facets_are_recognized(string json, string facets) => Assert.Equal(facets, Item(json).Facets.ToString());

    [Fact]
    public void A_drive_item_keeps_no_address_and_nothing_that_changes_by_itself()
    {
        DriveItemRecord item = Item("""
            {"@microsoft.graph.downloadUrl":"https://x/secret","id":"1","eTag":"\"e\"","cTag":"c","name":"Plans","size":77,"webUrl":"https://x","folder":{"childCount":9},
             "parentReference":{"driveId":"d","id":"p","path":"/drive/root:"},"createdBy":{"user":{"displayName":"Anna"}},"lastModifiedDateTime":"2026-01-02T03:04:05Z"}
            """);
        Assert.Equal(("p", "Anna", "https://x/secret"), (item.ParentId!, item.Author!, item.DownloadUrl!));
        using JsonDocument kept = JsonDocument.Parse(item.Properties);
        Assert.Equal(["id", "name", "createdBy", "lastModifiedDateTime"], kept.RootElement.EnumerateObject().Select(p => p.Name));
    }

    [Theory]
    [InlineData("""{"value":[{"id":"1"},""")]
    [InlineData("""[1]""")]
    [InlineData("""{"x":1}""")]
    [InlineData("")]
    public void What_is_no_page_is_a_JSON_error(string json) =>
        Assert.ThrowsAny<JsonException>(() => new DeltaPageParser<MessageRecord>(new MessageParser().Parse).Parse(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Links_are_followed_to_the_own_service_only()
    {
        var endpoint = new GraphEndpoint(new Uri("https://graph.example/"));
        Assert.Equal("https://graph.example/v1.0/x?y=1", endpoint.Follow("https://graph.example/v1.0/x?y=1").AbsoluteUri);
        foreach (string link in new[] { "https://graph.example.evil/v1.0/x", "http://graph.example/v1.0/x", "https://graph.example:444/x", "//evil/x" })
            Assert.Throws<SourceException>(() => endpoint.Follow(link));
    }

    [Fact]
    public void A_restart_keeps_the_parameters_that_the_Location_left_out()
    {
        var endpoint = new GraphEndpoint(new Uri("https://graph.example/"));
        Uri fresh = endpoint.Of("users/u/mailFolders/delta?includeHiddenFolders=true&$select=id");
        Assert.Equal(fresh, endpoint.Restart(null, fresh));
        Uri start = endpoint.Restart(new Uri("https://graph.example/v1.0/users/u/mailFolders/delta?$select=id,displayName&$deltatoken=t"), fresh);
        Assert.Equal("?$select=id,displayName&$deltatoken=t&includeHiddenFolders=true", start.Query);
    }

    private static MessageRecord Message(string json) => new MessageParser().ParseOne(Encoding.UTF8.GetBytes(json));

    private static DriveItemRecord Item(string json) => new DriveItemParser().ParseOne(Encoding.UTF8.GetBytes(json));
}
