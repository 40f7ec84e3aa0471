namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A content that is hashed as it is read, the way drives do it.</summary>
internal sealed class HashedContent(Stream content) : ContentStream
{
    public QuickXorHash Hash { get; } = new();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Hash.Append(buffer.Span[..read]);
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await content.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }
}
