namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// A file's bytes, checked against the source's length and quickXorHash. For Office files both may be wrong after SharePoint changed the file itself: then
/// the metadata is read again and the bytes are fetched again; if they stay the same, they are what the source has.
/// </summary>
internal sealed class DriveContent : ISourceContent
{
    private const int MaxFetches = 3;

    private readonly DriveContext _context;
    private readonly string _id;
    private readonly string? _url;
    private readonly FileMark _expected;

    public DriveContent(DriveContext context, DriveItemRecord item)
    {
        _context = context;
        _id = item.Id;
        _url = item.DownloadUrl;
        _expected = FileMark.Of(item);
    }

    public long? Length => _expected.Size;

    public bool IsUnverified { get; private set; }

    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        IsUnverified = false;
        if (_expected.Size == 0)
            return Stream.Null;
        var download = new DriveDownload(_context, _id, _url);
        FetchedContent content = await ContentErrors.GuardAsync(() => download.FetchAsync(cancellationToken)).ConfigureAwait(false);
        if (content.Rest is not null)
            return new DriveFileStream(content, download, _expected, () => IsUnverified = true);
        return new InlineContentStream(await ContentErrors.GuardAsync(() => CheckAsync(content.Head, download, cancellationToken)).ConfigureAwait(false));
    }

    private async Task<PooledBody> CheckAsync(PooledBody body, DriveDownload download, CancellationToken cancellationToken)
    {
        try
        {
            FileMark expected = _expected;
            for (var fetches = 1; ; fetches++)
            {
                FileMark read = Mark(body);
                if (expected.Matches(read) || (expected = await download.ReadMarkAsync(cancellationToken).ConfigureAwait(false)).Matches(read))
                    return body;
                PooledBody again = await FetchAgainAsync(download, cancellationToken).ConfigureAwait(false);
                bool same = again.Span.SequenceEqual(body.Span);
                body.Dispose();
                body = again;
                if (same || fetches == MaxFetches)
                    return Accept(body, expected);
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private PooledBody Accept(PooledBody body, FileMark expected)
    {
        IsUnverified = !expected.Matches(Mark(body));
        return body;
    }

    private static async Task<PooledBody> FetchAgainAsync(DriveDownload download, CancellationToken cancellationToken)
    {
        FetchedContent content = await download.FetchAsync(cancellationToken).ConfigureAwait(false);
        if (content.Rest is null)
            return content.Head;
        content.Dispose();
        throw new Model.SourceItemException(Model.GapReason.SourceError, "The file grew while it was being read.");
    }

    private static FileMark Mark(PooledBody body)
    {
        var hash = new QuickXorHash();
        hash.Append(body.Span);
        return FileMark.Of(hash);
    }
}
