using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads what changed in one list: https://learn.microsoft.com/graph/api/listitem-delta.</summary>
internal sealed class ListCollection(SiteContext context, ListPlace place, CollectionHistory history, ChangeWriter output)
{
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await RetryGapsAsync(cancellationToken).ConfigureAwait(false);
        Uri? link = await FindLinkAsync(cancellationToken).ConfigureAwait(false);
        Uri fresh = context.Requests.ItemDelta(place.SiteId, place.ListId).Uri;
        var round = new ListRound(context, place, history, output, isFull: link is null);
        try
        {
            await round.RunAsync(link ?? fresh, keepsToken: true, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansResync)
        {
            Uri start = context.Graph.Endpoint.Restart(e.Location, fresh);
            // After a round that broke off in the middle no token is kept, so that the next session compares everything (see FolderItems).
            await new ListRound(context, place, history, output, isFull: true).RunAsync(start, keepsToken: !round.HasEmitted, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<Uri?> FindLinkAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? state = await history.FindStateAsync(place.StateKey, cancellationToken).ConfigureAwait(false);
        return state is { } link && Uri.TryCreate(System.Text.Encoding.UTF8.GetString(link.Span), UriKind.Absolute, out Uri? uri) && context.Graph.Endpoint.IsOwn(uri) ? uri : null;
    }

    /// <summary>Before the round, so that what the round says of the same item has the last word.</summary>
    private async Task RetryGapsAsync(CancellationToken cancellationToken)
    {
        // What cannot be read through Graph stays a gap until the item changes or goes.
        foreach (Gap gap in history.PendingGaps.Where(g => g.Reason != GapReason.NotSupported))
            await output.WriteAsync(await RetryAsync(gap.ItemKey!, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task<SourceChange> RetryAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            ListItemRecord item = await context.Graph.GetJsonAsync(
                context.Requests.Item(place.SiteId, place.ListId, id), ElementParser.OfOne(ListItemRecord.Read), cancellationToken).ConfigureAwait(false);
            return ToChange(item);
        }
        catch (GraphStatusException e) when (e.MeansNotFound)
        {
            return new SourceChange.Removal(id);
        }
    }

    /// <summary>The item as a change that holds all of it.</summary>
    public static SourceChange.Upsert ToChange(ListItemRecord item) => new(Version(item), null, new MemoryContent(item.Json))
    {
        Shortfall = item.HasAttachments
            ? new ContentShortfall(GapReason.NotSupported, "Files are attached to the item; Microsoft Graph v1.0 does not give attachments of list items. The item itself is held.")
            : null,
    };

    /// <summary>The item's state; its content comes with it.</summary>
    public static ItemVersion Version(ListItemRecord item) => new()
    {
        Key = item.Id,
        Kind = ItemKind.ListItem,
        Name = item.Name,
        CreatedAt = item.Created,
        ModifiedAt = item.Modified,
        Size = item.Json.Length,
        VersionTag = VersionTag.Of(item.ETag ?? "", item.Json).ToString(),
        From = item.Author,
        Flags = item.HasAttachments ? ItemFlags.HasAttachments : ItemFlags.None,
    };
}
