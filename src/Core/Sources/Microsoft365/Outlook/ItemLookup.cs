using System.Collections.Concurrent;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Asks for items one by one: those that a delta reports as removed (a move away and back may be told as a removal only), those that it tells of in part,
/// and those that could not be read last time. $batch would not help: its parts count against the same four requests per mailbox.
/// </summary>
internal sealed class ItemLookup<T>(OutlookContext context, FolderTree tree, IOutlookItems<T> items)
    where T : class, IOutlookItem
{
    /// <summary>What the items are now: changes for those that exist, removals for those that do not.</summary>
    /// <param name="ids">Their ids.</param>
    /// <param name="refetch">True to fetch content in any case.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyCollection<SourceChange>> FindAsync(IReadOnlyCollection<string> ids, bool refetch, CancellationToken cancellationToken)
    {
        var changes = new ConcurrentQueue<SourceChange>();
        var limit = new ParallelOptions { MaxDegreeOfParallelism = context.Graph.Options.MaxConcurrencyPerMailbox, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(ids, limit, async (id, token) =>
        {
            if (await FindOneAsync(id, refetch, token).ConfigureAwait(false) is { } change)
                changes.Enqueue(change);
        }).ConfigureAwait(false);
        return changes;
    }

    private async ValueTask<SourceChange?> FindOneAsync(string id, bool refetch, CancellationToken cancellationToken)
    {
        T? item = await FetchAsync(id, cancellationToken).ConfigureAwait(false);
        if (item?.FolderId is null || !await tree.ContainsAsync(item.FolderId, cancellationToken).ConfigureAwait(false))
            return items.Remove(id);
        return await items.CompareAsync(item, tree.KeyOf(item.FolderId), refetch, cancellationToken).ConfigureAwait(false);
    }

    // A gap may be a folder's; when that folder is gone, its id is asked for as if it was an item's.
    private static bool MeansNoItem(GraphStatusException e) => e.Error.Is("ErrorInvalidIdMalformed") || e.Error.Is("ErrorCannotUseFolderIdForItemId");

    private async Task<T?> FetchAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await items.FetchAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansNotFound || MeansNoItem(e))
        {
            return null;
        }
    }
}
