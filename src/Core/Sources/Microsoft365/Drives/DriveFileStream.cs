using System.Buffers;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A large file, resumed by range after a cut and checked at its end.</summary>
/// <param name="start">What was fetched already.</param>
/// <param name="download">Opens it anew.</param>
/// <param name="expected">What the source says of it.</param>
/// <param name="tellUnverified">Called when the source's own words never matched what it sent.</param>
internal sealed class DriveFileStream(FetchedContent start, DriveDownload download, FileMark expected, Action tellUnverified) : ResumingStream(start)
{
    private readonly QuickXorHash _hash = new();

    protected override void Observe(ReadOnlySpan<byte> data) => _hash.Append(data);

    protected override Task<GraphResponse?> ResumeAsync(CancellationToken cancellationToken) =>
        ContentErrors.GuardAsync(() => download.OpenAsync(Delivered, cancellationToken));

    protected override Task CompleteAsync(CancellationToken cancellationToken) => ContentErrors.GuardAsync(async () =>
    {
        FileMark delivered = FileMark.Of(_hash);
        if (expected.Matches(delivered))
            return true;
        FileMark now = await download.ReadMarkAsync(cancellationToken).ConfigureAwait(false);
        if (now.Matches(delivered))
            return true;
        // What was handed on cannot be taken back. If the source sends the same bytes again, they are what it has, whatever it says of them.
        if (await HashAgainAsync(cancellationToken).ConfigureAwait(false) != delivered)
            throw new SourceItemException(GapReason.SourceError, "The file changed while it was being read, or arrived damaged.");
        tellUnverified();
        return true;
    });

    private async Task<FileMark> HashAgainAsync(CancellationToken cancellationToken)
    {
        var hash = new QuickXorHash();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        GraphResponse? response = await download.OpenAsync(0, cancellationToken).ConfigureAwait(false);
        try
        {
            for (int read; response is not null && (read = await response.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                hash.Append(buffer.AsSpan(0, read));
            return FileMark.Of(hash);
        }
        catch (Exception e) when (BrokenBody.Is(e, cancellationToken))
        {
            throw new SourceItemException(GapReason.SourceError, "The connection was cut while the file was being checked.", e);
        }
        finally
        {
            response?.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
