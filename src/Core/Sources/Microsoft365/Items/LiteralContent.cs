namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A content that the source told already, whole.</summary>
internal sealed class LiteralContent(byte[] content) : ISourceContent
{
    public long? Length => content.Length;

    public bool IsUnverified => false;

    public Task<Stream> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<Stream>(new MemoryStream(content, writable: false));
}
