using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>The body of an answer: counted, read no faster than the shaper lets it, and given up when a read takes too long. Owns the answer.</summary>
/// <param name="response">The answer.</param>
/// <param name="body">Its body.</param>
/// <param name="traffic">Counts.</param>
/// <param name="shaper">Shapes; null for no limit.</param>
/// <param name="timeout">How long one read may take.</param>
/// <param name="slot">Given back when it is disposed.</param>
/// <param name="caller">Whoever sent the request: an XML reader passes no token on.</param>
internal sealed class EwsBody(HttpResponseMessage response, Stream body, TrafficCounter traffic, IDownloadShaper? shaper, TimeSpan timeout, IDisposable slot, CancellationToken caller) : ContentStream
{
    // Small enough that streams which share a low rate go on evenly.
    private const int MostAtOnce = 32 * 1024;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, caller);
        limit.CancelAfter(timeout);
        int read;
        try
        {
            read = await body.ReadAsync(buffer.Length > MostAtOnce ? buffer[..MostAtOnce] : buffer, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            throw new IOException("The server sent nothing for too long.");
        }
        traffic.Received(read);
        limit.CancelAfter(Timeout.InfiniteTimeSpan);
        if (shaper is not null)
            await shaper.ReceivedAsync(read, limit.Token).ConfigureAwait(false);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            response.Dispose();
            slot.Dispose();
        }
        base.Dispose(disposing);
    }
}
