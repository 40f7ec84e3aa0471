using System.Security.Cryptography;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>An attachment that was taken out of a message.</summary>
internal sealed class SplitAttachment(FileStream file, MimePart part) : IAttachmentToWrite
{
    private long? _length;

    public bool IsMessage => part.IsMessage;

    public string Name => part.Headers.FileName ?? (IsMessage ? "message.eml" : "attachment");

    public string ContentType => part.Headers.Value("Content-Type") is { Length: > 0 } type ? type : "application/octet-stream";

    public string? ContentId => part.Headers.Field("Content-ID")?.Trim('<', '>');

    public bool IsInline => ContentId is not null && !part.Headers.Value("Content-Disposition").Equals("attachment", StringComparison.OrdinalIgnoreCase);

    public long Length => _length ??= Measure();

    public Stream Open()
    {
        var body = new FileRegion(file.SafeFileHandle, part.BodyStart, End);
        return part.Encoding == "BASE64" ? new CryptoStream(body, new FromBase64Transform(FromBase64TransformMode.IgnoreWhiteSpaces), CryptoStreamMode.Read) : body;
    }

    // The line break before a delimiter belongs to the delimiter.
    private long End => Math.Max(part.BodyStart, part.End - 2);

    private long Measure()
    {
        using Stream content = Open();
        var buffer = new byte[64 * 1024];
        long length = 0;
        try
        {
            for (int read; (read = content.Read(buffer)) > 0;)
                length += read;
        }
        catch (FormatException e)
        {
            throw TargetErrors.Unusable($"An attachment of it is no base64: {e.Message}");
        }

        return length;
    }
}
