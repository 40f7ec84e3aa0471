using System.Buffers;
using System.Net;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Opens one file's bytes. Download addresses are pre-authenticated and live minutes to an hour; a refused one is asked for anew.
/// </summary>
internal sealed class DriveDownload(DriveContext context, string itemId, string? url)
{
    private const int MaxAddresses = 3;

    private string? _url = url;

    /// <summary>An earlier version of the file; null for what it holds now.</summary>
    public string? VersionId { get; init; }

    /// <summary>That version's length as the source lists it.</summary>
    public long VersionSize { get; init; }

    /// <summary>Fetches from the start.</summary>
    public Task<FetchedContent> FetchAsync(CancellationToken cancellationToken) =>
        WithAddressAsync(address => context.Graph.FetchAsync(context.Requests.Download(address, 0), cancellationToken), cancellationToken);

    /// <summary>Opens at an offset; null when the file ends there or before.</summary>
    public async Task<GraphResponse?> OpenAsync(long offset, CancellationToken cancellationToken)
    {
        try
        {
            return await WithAddressAsync(address => context.Graph.RunAsync(context.Requests.Scope, token => OpenAtAsync(address, offset, token), cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return null;
        }
    }

    /// <summary>What the source says of the file now.</summary>
    public async Task<FileMark> ReadMarkAsync(CancellationToken cancellationToken) =>
        VersionId is null ? FileMark.Of(await RefreshAsync(cancellationToken).ConfigureAwait(false)) : new FileMark(VersionSize, null);

    private async Task<T> WithAddressAsync<T>(Func<Uri, Task<T>> use, CancellationToken cancellationToken)
    {
        for (var i = 1; ; i++)
        {
            Uri address = await AddressAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await use(address).ConfigureAwait(false);
            }
            catch (GraphStatusException e) when (IsRefused(e) && i < MaxAddresses)
            {
                _url = null;
            }
            catch (GraphStatusException e) when (IsRefused(e) && !e.Error.Is("malwareDetected"))
            {
                throw new SourceItemException(GapReason.SourceError, $"Download addresses of the file are refused again and again (HTTP {(int)e.Status}).", e);
            }
        }
    }

    private static bool IsRefused(GraphStatusException e) =>
        e.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone;

    private async Task<Uri> AddressAsync(CancellationToken cancellationToken)
    {
        string? known = _url;
        if (known is null)
        {
            if (VersionId is null)
                await RefreshAsync(cancellationToken).ConfigureAwait(false);
            known = _url ??= await FollowContentAsync(cancellationToken).ConfigureAwait(false);
        }

        if (Uri.TryCreate(known, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps)
            return address;
        throw new SourceItemException(GapReason.SourceError, "The service gave no usable download address.");
    }

    private async Task<DriveItemRecord> RefreshAsync(CancellationToken cancellationToken)
    {
        DriveItemRecord item = await context.FetchItemAsync(itemId, cancellationToken).ConfigureAwait(false);
        _url = item.DownloadUrl;
        return item;
    }

    private async Task<string?> FollowContentAsync(CancellationToken cancellationToken)
    {
        GraphRequest request = VersionId is null ? context.Requests.Content(context.DriveId, itemId) : context.Requests.VersionContent(context.DriveId, itemId, VersionId);
        try
        {
            using GraphResponse response = await context.Graph.OpenAsync(request, cancellationToken).ConfigureAwait(false);
            return response.Location?.OriginalString;
        }
        catch (GraphStatusException e) when (e.MeansNotFound && VersionId is null)
        {
            if (await context.FindItemAsync(itemId, cancellationToken).ConfigureAwait(false) is not { } found || found.Is(DriveItemFacets.Deleted))
                throw;
            throw new SourceItemException(GapReason.Vanished, "The service lists the file, and says that it is not there when its content is asked for.", e);
        }
    }

    private async Task<GraphResponse> OpenAtAsync(Uri address, long offset, CancellationToken cancellationToken)
    {
        GraphResponse response = await context.Graph.OpenAsync(context.Requests.Download(address, offset), cancellationToken).ConfigureAwait(false);
        try
        {
            // Some servers answer 200 with everything where a range was asked for.
            if (offset > 0 && response.Status != HttpStatusCode.PartialContent)
                await SkipAsync(response, offset, cancellationToken).ConfigureAwait(false);
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

    private static async Task SkipAsync(GraphResponse response, long count, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (int read; count > 0; count -= read)
            {
                read = await response.ReadAsync(buffer.AsMemory(0, (int)Math.Min(count, buffer.Length)), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
