using System.Buffers;
using System.Security.Cryptography;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// A large message. MIME has no ranges, so a cut connection means reading it again from the start; what was delivered already must come back
/// the same, or the two halves would not belong together.
/// </summary>
internal sealed class MessageStream(FetchedContent start, GraphHttpClient graph, GraphRequest request) : ResumingStream(start)
{
    private readonly IncrementalHash _delivered = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    protected override void Observe(ReadOnlySpan<byte> data) => _delivered.AppendData(data);

    protected override Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task<GraphResponse?> ResumeAsync(CancellationToken cancellationToken)
    {
        byte[] expected = _delivered.GetCurrentHash();
        return await ContentErrors.GuardAsync(() => graph.RunAsync(request.Scope, token => SkipAsync(expected, token), cancellationToken)).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _delivered.Dispose();
        base.Dispose(disposing);
    }

    private async Task<GraphResponse?> SkipAsync(byte[] expected, CancellationToken cancellationToken)
    {
        GraphResponse response = await graph.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            byte[] found = await HashStartAsync(response, cancellationToken).ConfigureAwait(false);
            if (!found.AsSpan().SequenceEqual(expected))
                throw new SourceItemException(GapReason.SourceError, "The message changed while it was being read.");
            response.Stream();
            return response;
        }
        catch (Exception e)
        {
            response.Dispose();
            if (BrokenBody.Is(e, cancellationToken))
                throw new GraphTransientException("the connection was cut", true, e);
            throw;
        }
    }

    private async Task<byte[]> HashStartAsync(GraphResponse response, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (long left = Delivered; left > 0;)
            {
                int read = await response.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    break;
                hash.AppendData(buffer, 0, read);
                left -= read;
            }

            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
