namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A leaf of a MIME message.</summary>
/// <param name="Start">Where the delimiter line before it begins; taking the part out means from here.</param>
/// <param name="BodyStart">Where its content begins.</param>
/// <param name="End">Where the next delimiter line begins.</param>
/// <param name="Headers">Its header fields.</param>
internal sealed record MimePart(long Start, long BodyStart, long End, MimeFields Headers)
{
    // Smaller ones do not matter.
    private const int LeastLength = 32 * 1024;

    public long Length => End - Start;

    public bool IsMessage => Headers.Value("Content-Type").StartsWith("message/rfc822", StringComparison.OrdinalIgnoreCase);

    public string Encoding => Headers.Value("Content-Transfer-Encoding").ToUpperInvariant();

    /// <summary>True for what can be attached apart: a file, a picture, a message; not what is the text of the message.</summary>
    public bool IsMovable => Length >= LeastLength && (Encoding is "BASE64" or "" or "7BIT" or "8BIT" or "BINARY") && (IsMessage || IsFile);

    private bool IsFile => Headers.Value("Content-Disposition").Equals("attachment", StringComparison.OrdinalIgnoreCase)
        || Headers.FileName is not null
        || (Headers.Field("Content-ID") is not null && !Headers.Value("Content-Type").StartsWith("text/", StringComparison.OrdinalIgnoreCase));
}
