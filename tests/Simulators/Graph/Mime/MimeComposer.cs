using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>Adds to MIME content what clients attach.</summary>
internal static class MimeComposer
{
    /// <summary>The same message with one more attachment, the last one.</summary>
    public static byte[] Attach(byte[] mime, NewAttachment attachment)
    {
        var message = MimeEntity.Parse(mime);
        var boundary = message.ContentType.Value == "multipart/mixed" ? message.ContentType["boundary"] : null;
        return boundary is null ? Wrap(mime, message, attachment) : Append(mime, boundary, attachment);
    }

    private static byte[] Append(byte[] mime, string boundary, NewAttachment attachment)
    {
        var end = Encoding.Latin1.GetBytes($"--{boundary}--");
        var at = mime.AsSpan().LastIndexOf(end);
        if (at < 0)
            at = mime.Length;
        return [.. mime.AsSpan(0, at), .. Part(boundary, attachment), .. end, .. "\r\n"u8];
    }

    /// <summary>What the message was becomes the first part of one that has parts.</summary>
    private static byte[] Wrap(byte[] mime, MimeEntity message, NewAttachment attachment)
    {
        var boundary = "=_wrapped_" + Guid.NewGuid().ToString("N");
        var head = new StringBuilder();
        var inner = new StringBuilder();
        foreach (var line in Lines(Encoding.Latin1.GetString(mime.AsSpan(0, mime.Length - message.RawBody.Length))))
            (line.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) ? inner : head).Append(line);
        head.Append("Content-Type: multipart/mixed; boundary=\"").Append(boundary).Append("\"\r\n\r\n--").Append(boundary).Append("\r\n").Append(inner).Append("\r\n");
        return
        [
            .. Encoding.Latin1.GetBytes(head.ToString()), .. message.RawBody.Span, .. "\r\n"u8,
            .. Part(boundary, attachment), .. Encoding.Latin1.GetBytes($"--{boundary}--\r\n"),
        ];
    }

    /// <summary>Header fields with their continuations.</summary>
    private static IEnumerable<string> Lines(string headers)
    {
        var field = "";
        foreach (var line in headers.Split("\n").Where(static l => l.TrimEnd('\r').Length > 0).Select(static l => l.TrimEnd('\r') + "\r\n"))
        {
            if (line[0] is ' ' or '\t')
            {
                field += line;
                continue;
            }

            if (field.Length > 0)
                yield return field;
            field = line;
        }

        if (field.Length > 0)
            yield return field;
    }

    private static byte[] Part(string boundary, NewAttachment attachment)
    {
        var name = $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(attachment.Name))}?=";
        var id = attachment.ContentId is { } content ? $"Content-ID: <{content}>\r\n" : "";
        var disposition = attachment.IsInline ? "inline" : "attachment";
        var head = $"--{boundary}\r\nContent-Type: {attachment.ContentType}; name=\"{name}\"\r\n{id}Content-Disposition: {disposition}; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. Encoding.ASCII.GetBytes(Convert.ToBase64String(attachment.Content, Base64FormattingOptions.InsertLineBreaks)), .. "\r\n"u8];
    }
}
