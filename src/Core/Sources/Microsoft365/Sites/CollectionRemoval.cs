using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Takes a collection or subsite that is gone out of what is held, with everything in it and its tokens.</summary>
internal sealed class CollectionRemoval(SiteContext context)
{
    private const int RemovalsAtOnce = 500;

    public async Task RunAsync(string folderKey, CancellationToken cancellationToken)
    {
        if (folderKey.StartsWith(CollectionItemKey.Subsite, StringComparison.Ordinal))
            await RemovePartsAsync(folderKey, cancellationToken).ConfigureAwait(false);
        else
            await RemoveItemsAsync(folderKey, cancellationToken).ConfigureAwait(false);
        await context.Output.WriteAsync([new SourceChange.Removal(folderKey), .. StateOf(folderKey)], cancellationToken).ConfigureAwait(false);
    }

    private async Task RemovePartsAsync(string webKey, CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        await foreach (ItemVersion held in context.History.ListChildrenAsync(webKey, cancellationToken).ConfigureAwait(false))
            parts.Add(held.Key);
        foreach (string part in parts)
            await RunAsync(part, cancellationToken).ConfigureAwait(false);
    }

    private async Task RemoveItemsAsync(string folderKey, CancellationToken cancellationToken)
    {
        var keys = new CollectionKeys(folderKey);
        var batch = new List<SourceChange>();
        foreach (ItemKind kind in KindsOf(folderKey))
        {
            await foreach (ItemVersion held in context.History.ListItemsAsync(kind, cancellationToken).ConfigureAwait(false))
            {
                if (!keys.Owns(held.Key))
                    continue;
                batch.Add(new SourceChange.Removal(held.Key));
                if (batch.Count < RemovalsAtOnce)
                    continue;
                await context.Output.WriteAsync([.. batch], cancellationToken).ConfigureAwait(false);
                batch.Clear();
            }
        }

        // Items that could not be read are held as gaps only.
        batch.AddRange(context.History.PendingGaps.Where(g => g.ItemKey is not null && keys.Owns(g.ItemKey)).Select(g => new SourceChange.Removal(g.ItemKey!)));
        await context.Output.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private static ItemKind[] KindsOf(string folderKey)
    {
        if (folderKey.StartsWith(CollectionItemKey.List, StringComparison.Ordinal))
            return [ItemKind.ListItem];
        return folderKey.StartsWith(CollectionItemKey.Pages, StringComparison.Ordinal) ? [ItemKind.Page] : [ItemKind.FileVersion, ItemKind.File, ItemKind.Folder];
    }

    private static IEnumerable<SourceChange> StateOf(string folderKey)
    {
        if (folderKey.StartsWith(CollectionItemKey.Library, StringComparison.Ordinal))
            return Libraries.Forget(folderKey[CollectionItemKey.Library.Length..]);
        return folderKey.StartsWith(CollectionItemKey.List, StringComparison.Ordinal) ? [Lists.Forget(folderKey[CollectionItemKey.List.Length..])] : [];
    }
}
