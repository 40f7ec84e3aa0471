using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// Writes a post of a group's conversation as the mail that it was (RFC 5322, MIME): sender, group, time, topic, text and attachments. Links among the attachments stay in the JSON only.
/// </summary>
internal sealed class PostMessage(EmbeddedContents contents, Stream output)
{
    // A multiple of three: a line of base64 has 76 characters.
    private const int LineBytes = 57;
    private const int PieceSize = LineBytes * 1024;

    // An encoded word may have 75 characters: https://www.rfc-editor.org/rfc/rfc2047#section-2
    private const int WordBytes = 42;

    private readonly JsonElement _post = contents.Json.RootElement;
    private readonly StringBuilder _text = new();

    /// <summary>Writes it.</summary>
    /// <param name="topic">The conversation's topic.</param>
    /// <param name="group">The group's address, if it has one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task WriteAsync(string topic, string? group, CancellationToken cancellationToken)
    {
        string boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_post.Text("id") ?? "")).AsSpan(0, 12));
        WriteHeader(topic, group, boundary);
        WriteText(boundary);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        foreach (JsonElement attachment in _post.Items("attachments"))
            await WriteAttachmentAsync(attachment, boundary, cancellationToken).ConfigureAwait(false);
        Line($"--{boundary}--");
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private void WriteHeader(string topic, string? group, string boundary)
    {
        Address("From", _post.Member("from").Member("emailAddress"));
        Address("Sender", _post.Member("sender").Member("emailAddress"));
        if (IsAddress(group))
            Line($"To: <{group}>");
        if (_post.Time("receivedDateTime") is { } received)
            Line($"Date: {received.ToString("ddd, dd MMM yyyy HH':'mm':'ss", CultureInfo.InvariantCulture)} +0000");
        Line($"Subject: {Words(topic)}");
        Line("MIME-Version: 1.0");
        Line($"Content-Type: multipart/mixed; boundary=\"{boundary}\"");
        Line("");
    }

    private void Address(string name, JsonElement told)
    {
        if (told.Text("address") is { } address && IsAddress(address))
            Line($"{name}: {Words(told.Text("name") ?? "")} <{address}>");
    }

    // Nothing that could end the header's line or the address.
    private static bool IsAddress(string? text) => text is { Length: > 2 } && text.Contains('@', StringComparison.Ordinal) && text.All(c => c is > ' ' and < '\u007f' and not ('<' or '>'));

    private void WriteText(string boundary)
    {
        JsonElement body = _post.Member("body");
        string type = string.Equals(body.Text("contentType"), "text", StringComparison.OrdinalIgnoreCase) ? "plain" : "html";
        Line($"--{boundary}");
        Line($"Content-Type: text/{type}; charset=utf-8");
        Line("Content-Transfer-Encoding: base64");
        Line("");
        Base64Lines(Encoding.UTF8.GetBytes(body.Text("content") ?? ""));
    }

    private async Task WriteAttachmentAsync(JsonElement attachment, string boundary, CancellationToken cancellationToken)
    {
        await using FileStream? content = contents.Open(attachment);
        if (content is null)
            return;
        string name = attachment.Text("name") ?? "attachment";
        // An Outlook item comes as a message.
        if (attachment.Text("@odata.type")?.EndsWith("itemAttachment", StringComparison.OrdinalIgnoreCase) == true)
            name += ".eml";
        Line($"--{boundary}");
        Line("Content-Type: application/octet-stream");
        Line($"Content-Disposition: attachment; {FileName(name)}");
        Line("Content-Transfer-Encoding: base64");
        Line("");
        byte[] piece = new byte[PieceSize];
        for (int count; (count = await content.ReadAtLeastAsync(piece, PieceSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            Base64Lines(piece.AsSpan(0, count));
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // https://www.rfc-editor.org/rfc/rfc2231#section-4
    private static string FileName(string name) => Words(name) == name ? $"filename=\"{name}\"" : $"filename*=utf-8''{Uri.EscapeDataString(name)}";

    private void Base64Lines(ReadOnlySpan<byte> bytes)
    {
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(LineBytes, bytes.Length)..])
            Line(Convert.ToBase64String(bytes[..Math.Min(LineBytes, bytes.Length)]));
    }

    /// <summary>Text as it is where it is plain, else as encoded words, none of which cuts a character.</summary>
    private static string Words(string text)
    {
        if (text.All(c => c is >= ' ' and < '\u007f' and not ('"' or '\\' or '<' or '>' or '=' or ',' or ';')))
            return text;
        var words = new List<string>();
        var word = new List<byte>(WordBytes);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            int length = rune.EncodeToUtf8(utf8);
            if (word.Count + length > WordBytes)
            {
                words.Add(Convert.ToBase64String([.. word]));
                word.Clear();
            }

            word.AddRange(utf8[..length]);
        }

        words.Add(Convert.ToBase64String([.. word]));
        return string.Join("\r\n ", words.Select(w => $"=?utf-8?B?{w}?="));
    }

    private void Line(string text) => _text.Append(text).Append("\r\n");

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(_text.ToString()), cancellationToken).ConfigureAwait(false);
        _text.Clear();
    }
}
