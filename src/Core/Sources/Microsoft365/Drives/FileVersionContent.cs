using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The bytes of an earlier version. The source tells their number and no hash: a mismatch is read once more, and what comes twice is what it has.</summary>
internal sealed class FileVersionContent(DriveContext context, string itemId, FileVersionRecord version) : ISourceContent
{
    public long? Length => version.Size;

    public bool IsUnverified { get; private set; }

    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        IsUnverified = false;
        if (version.Size == 0)
            return Stream.Null;
        var download = new DriveDownload(context, itemId, null) { VersionId = version.Id, VersionSize = version.Size };
        FetchedContent content = await ContentErrors.GuardAsync(() => download.FetchAsync(cancellationToken)).ConfigureAwait(false);
        if (content.Rest is not null)
            return new DriveFileStream(content, download, new FileMark(version.Size, null), () => IsUnverified = true);
        if (content.Head.Length != version.Size)
            await AcceptAsync(content, download, cancellationToken).ConfigureAwait(false);
        return new InlineContentStream(content.Head);
    }

    private async Task AcceptAsync(FetchedContent first, DriveDownload download, CancellationToken cancellationToken)
    {
        try
        {
            using FetchedContent second = await ContentErrors.GuardAsync(() => download.FetchAsync(cancellationToken)).ConfigureAwait(false);
            if (second.Rest is not null || !second.Head.Span.SequenceEqual(first.Head.Span))
                throw new SourceItemException(GapReason.SourceError, "The version arrived damaged.");
            IsUnverified = true;
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }
}
