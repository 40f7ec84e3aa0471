namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A content that came with the item itself.</summary>
internal sealed class MemoryContent(byte[] bytes) : ISourceContent
{
    public long? Length => bytes.Length;

    // The service tells no hash.
    public bool IsUnverified => false;

    public Task<Stream> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<Stream>(new MemoryStream(bytes, writable: false));
}
