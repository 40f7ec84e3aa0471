using System.Net;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A successful answer whose body is still to be read; keeps its request's slot until disposed.</summary>
internal sealed class GraphResponse(HttpResponseMessage message, Stream body, RequestAttempt attempt) : IDisposable
{
    public HttpStatusCode Status => message.StatusCode;

    /// <summary>Where a redirect points to.</summary>
    public Uri? Location => message.Headers.Location;

    /// <summary>Length of the body when it is told.</summary>
    public long? Length => ContentCoding.LengthOf(message.Content.Headers);

    /// <summary>The body is going to be read bit by bit: it no longer counts as pressure on the service.</summary>
    public void Stream() => attempt.Stream();

    /// <summary>Reads on; the time limit starts anew.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        attempt.Restart();
        await using CancellationTokenRegistration registration = attempt.CancelWith(cancellationToken);
        int read = await body.ReadAsync(buffer, attempt.Token).ConfigureAwait(false);
        attempt.Received(read);
        return read;
    }

    /// <summary>Reads to the end or past the limit, all within the time limit of the request.</summary>
    /// <returns>True when the end was reached.</returns>
    public async Task<bool> FillAsync(PooledBody buffer, int limit)
    {
        int before = buffer.Length;
        bool whole = await buffer.FillAsync(body, limit, attempt.Token).ConfigureAwait(false);
        attempt.Received(buffer.Length - before);
        return whole;
    }

    public void Dispose()
    {
        // The slot last: it counts requests that are under way.
        body.Dispose();
        message.Dispose();
        attempt.Dispose();
    }
}
