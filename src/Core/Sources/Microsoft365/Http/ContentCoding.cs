using System.IO.Compression;
using System.Net.Http.Headers;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Compressed answers (RFC 9110, section 8.4). Done here and not by the HTTP handler, which would ask for compression on each request: downloads must not have it,
/// and a second handler for them would mean a second set of connections. gzip alone: it ends with a checksum, so what was damaged on its way shows; Brotli has none.
/// </summary>
internal static class ContentCoding
{
    /// <summary>Says that the answer may come compressed.</summary>
    public static void Accept(HttpRequestMessage message) => message.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");

    /// <summary>Length of the content when it is told and is what will be read.</summary>
    public static long? LengthOf(HttpContentHeaders headers) => headers.ContentEncoding.Count == 0 ? headers.ContentLength : null;

    /// <summary>The content as it was before it was compressed.</summary>
    /// <exception cref="HttpRequestException">It is coded in a way that was not asked for.</exception>
    public static Stream Decode(HttpContentHeaders headers, Stream body)
    {
        foreach (string coding in headers.ContentEncoding.Reverse())
        {
            body = coding.ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
                "identity" => body,
                _ => throw new HttpRequestException(HttpRequestError.InvalidResponse, "A content coding that was not asked for."),
            };
        }

        return body;
    }
}
