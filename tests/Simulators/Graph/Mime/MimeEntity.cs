using System.Buffers.Text;
using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>An entity of a MIME message; as much of a parser as serving attachments needs.</summary>
internal sealed class MimeEntity
{
    private const int MaximumDepth = 30;

    public required MimeHeaders Headers { get; init; }

    public required HeaderParameters ContentType { get; init; }

    public required HeaderParameters Disposition { get; init; }

    public required ReadOnlyMemory<byte> RawBody { get; init; }

    public IReadOnlyList<MimeEntity> Children { get; private set; } = [];

    public MimeEntity? Parent { get; private init; }

    public string? FileName => Disposition["filename"] ?? ContentType["name"];

    public bool IsMultipart => ContentType.Value.StartsWith("multipart/", StringComparison.Ordinal);

    public static MimeEntity Parse(ReadOnlyMemory<byte> bytes) => Parse(bytes, null, 0);

    /// <summary>Leaves in order; a nested message is a leaf.</summary>
    public IEnumerable<MimeEntity> Leaves()
    {
        if (Children.Count == 0)
        {
            yield return this;
            yield break;
        }

        foreach (var leaf in Children.SelectMany(static child => child.Leaves()))
            yield return leaf;
    }

    public byte[] Decode()
    {
        var encoding = Headers["Content-Transfer-Encoding"]?.Trim().ToUpperInvariant();
        return encoding switch
        {
            "BASE64" => DecodeBase64(RawBody.Span),
            "QUOTED-PRINTABLE" => DecodeQuotedPrintable(RawBody.Span),
            _ => RawBody.ToArray(),
        };
    }

    public string DecodeText() => Charsets.Get(ContentType["charset"]).GetString(Decode());

    private static MimeEntity Parse(ReadOnlyMemory<byte> bytes, MimeEntity? parent, int depth)
    {
        var headers = MimeHeaders.Parse(bytes.Span, out var bodyStart);
        var type = headers["Content-Type"];
        var entity = new MimeEntity
        {
            Headers = headers,
            ContentType = HeaderParameters.Parse(string.IsNullOrWhiteSpace(type) ? "text/plain" : type),
            Disposition = HeaderParameters.Parse(headers["Content-Disposition"]),
            RawBody = bytes[bodyStart..],
            Parent = parent,
        };
        if (entity.IsMultipart && entity.ContentType["boundary"] is { Length: > 0 } boundary && depth < MaximumDepth)
            entity.Children = [.. entity.Parts(boundary).Select(part => Parse(part, entity, depth + 1))];
        return entity;
    }

    private List<ReadOnlyMemory<byte>> Parts(string boundary)
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        var delimiter = Encoding.Latin1.GetBytes("--" + boundary);
        var body = RawBody.Span;
        var start = -1;
        var position = 0;
        while (position < body.Length)
        {
            var lineStart = position;
            var line = MimeHeaders.NextLine(body, ref position);
            if (!line.StartsWith(delimiter))
                continue;
            if (start >= 0)
                parts.Add(RawBody[start..EndBefore(body, start, lineStart)]);
            start = position;
            if (line[delimiter.Length..].StartsWith("--"u8))
                return parts;
        }

        if (start >= 0)
            parts.Add(RawBody[start..]);
        return parts;
    }

    /// <summary>The line break before a delimiter belongs to the delimiter (RFC 2046, 5.1.1).</summary>
    private static int EndBefore(ReadOnlySpan<byte> body, int start, int end)
    {
        if (end > start && body[end - 1] == '\n')
            end--;
        return end > start && body[end - 1] == '\r' ? end - 1 : end;
    }

    private static byte[] DecodeBase64(ReadOnlySpan<byte> body)
    {
        var kept = new byte[body.Length + 4];
        var length = 0;
        foreach (var b in body)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'+' or (byte)'/')
                kept[length++] = b;
        }

        if (length % 4 == 1)
            length--;
        while (length % 4 != 0)
            kept[length++] = (byte)'=';
        Base64.DecodeFromUtf8InPlace(kept.AsSpan(0, length), out var written);
        return kept[..written];
    }

    private static byte[] DecodeQuotedPrintable(ReadOnlySpan<byte> body)
    {
        var output = new byte[body.Length];
        var length = 0;
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != '=')
            {
                output[length++] = body[i];
            }
            else if (i + 1 < body.Length && body[i + 1] == '\n')
            {
                i++;
            }
            else if (i + 2 < body.Length && body[i + 1] == '\r' && body[i + 2] == '\n')
            {
                i += 2;
            }
            else if (i + 2 < body.Length && Utf8Parser.TryParse(body.Slice(i + 1, 2), out byte value, out var used, 'x') && used == 2)
            {
                output[length++] = value;
                i += 2;
            }
            else
            {
                output[length++] = body[i];
            }
        }

        return output[..length];
    }
}
