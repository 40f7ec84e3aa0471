using System.Net.Http.Headers;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A part of a content on its way.</summary>
/// <param name="Buffer">Holds it.</param>
/// <param name="Size">Bytes of it.</param>
/// <param name="Position">Where it lies in the content.</param>
/// <param name="Length">Bytes of the whole content.</param>
internal sealed record UploadFragment(byte[] Buffer, int Size, long Position, long Length)
{
    public long End => Position + Size;

    public bool IsLast => End == Length;

    public ByteArrayContent ToContent()
    {
        var content = new ByteArrayContent(Buffer, 0, Size);
        content.Headers.ContentRange = new ContentRangeHeaderValue(Position, End - 1, Length);
        return content;
    }
}
