using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>Edits of MIME content.</summary>
internal static class MimeEditor
{
    /// <summary>The same message with another subject (RFC 2047 encoded where it must be).</summary>
    public static byte[] ReplaceSubject(ReadOnlySpan<byte> mime, string subject)
    {
        using var output = new MemoryStream(mime.Length + 256);
        output.Write(Encoding.ASCII.GetBytes($"Subject: {Encode(subject)}\r\n"));
        var position = 0;
        var dropping = false;
        while (position < mime.Length)
        {
            var start = position;
            var line = MimeHeaders.NextLine(mime, ref position);
            if (line.IsEmpty)
            {
                output.Write(mime[start..]);
                break;
            }

            if (line[0] is not ((byte)' ' or (byte)'\t'))
                dropping = IsSubject(line);
            if (!dropping)
                output.Write(mime[start..position]);
        }

        return output.ToArray();
    }

    private static bool IsSubject(ReadOnlySpan<byte> line) =>
        line.Length >= 8 && Encoding.Latin1.GetString(line[..8]).Equals("Subject:", StringComparison.OrdinalIgnoreCase);

    private static string Encode(string subject)
    {
        if (Ascii.IsValid(subject))
            return subject;
        return string.Join("\r\n ", subject.Chunk(12).Select(
            static piece => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(piece))}?="));
    }
}
