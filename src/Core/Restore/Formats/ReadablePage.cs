using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// A list item, page or post as a web page that needs nothing else, not even a network. What users wrote is shown in a frame that runs no scripts, and nothing is fetched (Content-Security-Policy): opening an
/// export is harmless whatever was posted.
/// </summary>
internal sealed class ReadablePage(EmbeddedContents contents, RestoreItem item)
{
    /// <summary>Larger pictures stay in the JSON.</summary>
    private const long LargestPicture = 4 << 20;

    private readonly JsonElement _json = contents.Json.RootElement;
    private readonly StringBuilder _html = new();

    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        Begin();
        switch (item.Version.Kind)
        {
            case ItemKind.Post:
                await PostAsync(_json, cancellationToken).ConfigureAwait(false);
                foreach (JsonElement reply in _json.Items("replies"))
                    await PostAsync(reply, cancellationToken).ConfigureAwait(false);
                break;
            case ItemKind.Page:
                Page();
                break;
            default:
                Fields(_json.Member("fields").ValueKind == JsonValueKind.Object ? _json.Member("fields") : _json);
                break;
        }

        End();
        await output.WriteAsync(Encoding.UTF8.GetBytes(_html.ToString()), cancellationToken).ConfigureAwait(false);
    }

    private static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");

    private void Begin()
    {
        string title = Encode(item.Version.Name.Length > 0 ? item.Version.Name : item.Version.Kind.ToString());
        _html.Append(CultureInfo.InvariantCulture, $$"""
            <!DOCTYPE html>
            <html><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-src 'self'">
            <title>{{title}}</title>
            <style>body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}h1{font-size:1.3em}dt{color:#666}dd{margin:0 0 .5em}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.3em .6em;text-align:left;vertical-align:top}iframe{width:100%;height:22em;border:1px solid #ccc;resize:vertical;overflow:auto}section{margin:1.5em 0}</style>
            </head><body><h1>{{title}}</h1>

            """);
        _html.Append("<dl>");
        Fact("From", item.Identity.Object.Label);
        Fact("Folder", item.FolderPath);
        Fact("Author", item.Version.From);
        Fact("Created", Time(item.Version.CreatedAt));
        Fact("Changed", Time(item.Version.ModifiedAt));
        _html.Append("</dl>\n");
    }

    private void End() => _html.Append(CultureInfo.InvariantCulture, $"<details><summary>Everything the source told</summary><pre>{Encode(JsonSerializer.Serialize(_json, ReadablePageJson.Default.JsonElement))}</pre></details>\n</body></html>\n");

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private void Fact(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            _html.Append(CultureInfo.InvariantCulture, $"<dt>{Encode(name)}</dt><dd>{Encode(value)}</dd>");
    }

    private void Fields(JsonElement fields)
    {
        if (fields.ValueKind != JsonValueKind.Object)
            return;
        _html.Append("<table>");
        foreach (JsonProperty field in fields.EnumerateObject().Where(static f => !f.Name.StartsWith('@') && !f.Name.EndsWith("@odata.type", StringComparison.Ordinal)))
            _html.Append(CultureInfo.InvariantCulture, $"<tr><th>{Encode(field.Name)}</th><td>{Encode(TextOf(field.Value))}</td></tr>\n");
        _html.Append("</table>\n");
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(TextOf)),
        JsonValueKind.Object => value.Text("LookupValue") ?? value.Text("displayName") ?? value.GetRawText(),
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private void Page()
    {
        if (_json.Text("description") is { Length: > 0 } description)
            _html.Append(CultureInfo.InvariantCulture, $"<p>{Encode(description)}</p>\n");
        JsonElement layout = _json.Member("canvasLayout");
        IEnumerable<JsonElement> columns = layout.Items("horizontalSections").SelectMany(static s => s.Items("columns")).Append(layout.Member("verticalSection"));
        foreach (JsonElement part in columns.SelectMany(static c => c.Items("webparts").Concat(c.Items("webParts"))))
            Part(part);
    }

    private void Part(JsonElement part)
    {
        if (part.Text("innerHtml") is { Length: > 0 } html)
        {
            Frame(html);
            return;
        }

        JsonElement data = part.Member("data");
        string? title = data.Text("title") ?? part.Text("webPartType");
        string words = string.Join("\n", data.Member("serverProcessedContent").Items("searchablePlainTexts").Select(static t => t.Text("value")).Where(static v => !string.IsNullOrEmpty(v)));
        if (title is not null || words.Length > 0)
            _html.Append(CultureInfo.InvariantCulture, $"<section><b>{Encode(title)}</b><p>{Encode(words)}</p></section>\n");
    }

    private async Task PostAsync(JsonElement post, CancellationToken cancellationToken)
    {
        JsonElement from = post.Member("from");
        string? author = from.Member("user").Text("displayName") ?? from.Member("application").Text("displayName") ?? from.Member("device").Text("displayName") ?? from.Member("emailAddress").Text("name");
        _html.Append(CultureInfo.InvariantCulture, $"<section><b>{Encode(author)}</b> {Encode(Time(post.Time("createdDateTime")))} {Encode(post.Text("subject"))}\n");
        JsonElement body = post.Member("body");
        string content = body.Text("content") ?? "";
        if (string.Equals(body.Text("contentType"), "html", StringComparison.OrdinalIgnoreCase))
            Frame(await WithPicturesAsync(content, post, cancellationToken).ConfigureAwait(false));
        else
            _html.Append(CultureInfo.InvariantCulture, $"<pre>{Encode(content)}</pre>");
        foreach (JsonElement attachment in post.Items("attachments"))
            _html.Append(CultureInfo.InvariantCulture, $"<div>Attachment: {Encode(attachment.Text("name") ?? attachment.Text("contentType"))}</div>");
        IEnumerable<string> reactions = post.Items("reactions").Select(static r => r.Text("displayName") ?? r.Text("reactionType") ?? "").Where(static r => r.Length > 0);
        if (string.Join(", ", reactions.GroupBy(static r => r).Select(static g => $"{g.Key} {g.Count()}")) is { Length: > 0 } told)
            _html.Append(CultureInfo.InvariantCulture, $"<div>Reactions: {Encode(told)}</div>");
        _html.Append("</section>\n");
    }

    /// <summary>In a frame of its own without rights; links do nothing.</summary>
    private void Frame(string html) => _html.Append(CultureInfo.InvariantCulture, $"<iframe sandbox srcdoc=\"{Encode(html)}\"></iframe>\n");

    /// <summary>Pictures in a post are addressed by their address at the service (.../hostedContents/{id}/$value); here they stand in the page.</summary>
    private async Task<string> WithPicturesAsync(string html, JsonElement post, CancellationToken cancellationToken)
    {
        foreach (JsonElement hosted in post.Items("hostedContents"))
        {
            if (hosted.Text("id") is not { Length: > 0 } id)
                continue;
            await using FileStream? picture = contents.Open(hosted);
            if (picture is null || picture.Length > LargestPicture)
                continue;
            byte[] bytes = new byte[picture.Length];
            await picture.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            html = ReplaceSource(html, $"/hostedContents/{id}/$value", $"data:{hosted.Text("contentType") ?? TypeOf(bytes)};base64,{Convert.ToBase64String(bytes)}");
        }

        return html;
    }

    private static string ReplaceSource(string html, string ending, string replacement)
    {
        int end = html.IndexOf(ending, StringComparison.Ordinal);
        while (end >= 0)
        {
            int start = html.LastIndexOfAny(['"', '\'', '='], end) + 1;
            html = html[..start] + replacement + html[(end + ending.Length)..];
            end = html.IndexOf(ending, start + replacement.Length, StringComparison.Ordinal);
        }

        return html;
    }

    private static string TypeOf(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("GIF8"u8) ? "image/gif" : bytes.Length > 2 && bytes[0] == 0xFF && bytes[1] == 0xD8 ? "image/jpeg" : "image/png";
}
