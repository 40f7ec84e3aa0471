using System.Text;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Restore;

public sealed class PostMessageTests
{
    [Fact]
    public async Task A_post_becomes_mail_with_sender_group_topic_text_and_attachments()
    {
        string mail = await WriteAsync("Plans", """
            {"id":"1","receivedDateTime":"2026-11-02T10:00:00Z","body":{"contentType":"html","content":"<b>Hello</b>"},
             "from":{"emailAddress":{"name":"Anna","address":"anna@contoso.example"}},
             "attachments":[{"@odata.type":"#microsoft.graph.fileAttachment","name":"plan.txt","contentBytes":"AQID"},{"@odata.type":"#microsoft.graph.referenceAttachment","name":"link"}]}
            """);
        Assert.Contains("From: Anna <anna@contoso.example>\r\nTo: <team@contoso.example>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\nSubject: Plans\r\n", mail, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI+SGVsbG88L2I+\r\n", mail, StringComparison.Ordinal);
        Assert.Contains("filename=\"plan.txt\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAQID\r\n", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("link", mail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Grüße an alle, die lange Betreffzeilen lieben, und an die, die sie nicht mögen 😀")]
    [InlineData("a\r\nBcc: everybody@contoso.example")]
    public async Task Topics_stay_within_their_header(string topic)
    {
        string mail = await WriteAsync(topic, """{"id":"1","body":{"content":""}}""");
        string header = mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Replace("\r\n ", " ", StringComparison.Ordinal);
        string subject = header.Split("\r\n").Single(l => l.StartsWith("Subject: ", StringComparison.Ordinal))["Subject: ".Length..];
        string[] words = subject.Split(' ');
        Assert.All(words, w => Assert.True(w.Length <= 75));
        Assert.Equal(topic, string.Concat(words.Select(w => Encoding.UTF8.GetString(Convert.FromBase64String(w["=?utf-8?B?".Length..^2])))));
        Assert.DoesNotContain(header.Split("\r\n"), l => l.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_address_that_would_break_its_header_is_left_out()
    {
        string mail = await WriteAsync("x", """{"id":"1","from":{"emailAddress":{"name":"A","address":"a@b\r\nBcc: c@d"}}}""");
        Assert.DoesNotContain("Bcc", mail, StringComparison.Ordinal);
    }

    private static async Task<string> WriteAsync(string topic, string json)
    {
        using var folder = new TemporaryFolder();
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(json));
        using var output = new MemoryStream();
        await using EmbeddedContents contents = await EmbeddedContents.ReadAsync(input, () => folder.Sub(Guid.NewGuid().ToString("N")), default);
        await new PostMessage(contents, output).WriteAsync(topic, "team@contoso.example", default);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
