using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Restore;

public sealed class ReadablePageTests
{
    [Fact]
    public async Task A_post_is_shown_with_its_replies_and_pictures()
    {
        string page = await WriteAsync(ItemKind.Post, "Topic", """
            {"id":"1","createdDateTime":"2026-05-01T10:00:00Z","subject":"Topic","from":{"user":{"displayName":"Ann <b>"}},
             "body":{"contentType":"html","content":"<p>Hello <img src=\"https://graph.microsoft.com/v1.0/teams/t/channels/c/messages/1/hostedContents/aWQ9/$value\"></p>"},
             "attachments":[{"id":"a","name":"plan.docx"}],"reactions":[{"reactionType":"like"},{"reactionType":"like"}],
             "hostedContents":[{"id":"aWQ9","contentBytes":"R0lGODlh"}],
             "replies":[{"id":"2","from":{"user":{"displayName":"Ben"}},"body":{"contentType":"text","content":"a < b"}}]}
            """);
        Assert.Contains("Ann &lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("data:image/gif;base64,R0lGODlh", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=&quot;https://graph", page, StringComparison.Ordinal);
        Assert.Contains("Attachment: plan.docx", page, StringComparison.Ordinal);
        Assert.Contains("like 2", page, StringComparison.Ordinal);
        Assert.Contains("<pre>a &lt; b</pre>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><script>alert(1)</script>")]
    [InlineData("</iframe><script>alert(1)</script>")]
    public async Task What_users_wrote_cannot_run(string hostile)
    {
        string json = System.Text.Json.JsonSerializer.Serialize(hostile);
        string[] pages =
        [
            await WriteAsync(ItemKind.Post, hostile, $$$"""{"subject":{{{json}}},"from":{"user":{"displayName":{{{json}}}}},"body":{"contentType":"html","content":{{{json}}}},"attachments":[{"name":{{{json}}}}],"hostedContents":[{"id":"x","contentType":{{{json}}},"contentBytes":"AA=="}]}"""),
            await WriteAsync(ItemKind.Page, hostile, $$$"""{"title":{{{json}}},"description":{{{json}}},"canvasLayout":{"horizontalSections":[{"columns":[{"webparts":[{"innerHtml":{{{json}}}},{"data":{"title":{{{json}}}}}]}]}]}}"""),
            await WriteAsync(ItemKind.ListItem, hostile, $$$"""{"fields":{"Title":{{{json}}},{{{json}}}:1}}"""),
        ];
        Assert.All(pages, page =>
        {
            Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_list_item_is_a_table_of_its_fields()
    {
        string page = await WriteAsync(ItemKind.ListItem, "Row", """{"id":"7","fields":{"@odata.etag":"x","Title":"Row","Count":3,"Who":[{"LookupId":1,"LookupValue":"Ann"},{"LookupId":2,"LookupValue":"Ben"}],"Empty":null}}""");
        Assert.Contains("<tr><th>Title</th><td>Row</td></tr>", page, StringComparison.Ordinal);
        Assert.Contains("<tr><th>Who</th><td>Ann; Ben</td></tr>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<th>@odata.etag", page, StringComparison.Ordinal);
    }

    private static async Task<string> WriteAsync(ItemKind kind, string name, string json)
    {
        using var folder = new TemporaryFolder();
        int files = 0;
        await using EmbeddedContents contents = await EmbeddedContents.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(json)), () => folder.Sub($"{files++}"), CancellationToken.None);
        var identity = new ObjectIdentity(Guid.Empty, Guid.Empty, new ProtectedObject(ObjectKind.User, "1", "Team", null), Workload.Mailbox);
        using var output = new MemoryStream();
        await new ReadablePage(contents, new RestoreItem(Guid.Empty, identity, "General", new ItemVersion { Key = "1", Kind = kind, Name = name })).WriteAsync(output, CancellationToken.None);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
