using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>One pass over a list's changes. Removals come as the deleted facet; of an item that is told of twice the last telling counts.</summary>
internal sealed class ListRound(SiteContext context, ListPlace place, CollectionHistory history, ChangeWriter output, bool isFull)
{
    private const int RemovalsAtOnce = 500;

    // Only when there is something to compare with.
    private readonly IdSet? _seen = history.IsEmpty || !isFull ? null : new IdSet();

    // Told as changed or gone in this round: what is held of them does not count any more.
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    public bool HasEmitted { get; private set; }

    public async Task RunAsync(Uri start, bool keepsToken, CancellationToken cancellationToken)
    {
        string? deltaLink = null;
        await foreach (DeltaPage<ListItemRecord> page in context.PagesAsync(start, ListItemRecord.Read, cancellationToken).ConfigureAwait(false))
        {
            var changes = new List<SourceChange>(page.Items.Count);
            foreach (ListItemRecord item in page.Items)
            {
                if (await CompareAsync(item, cancellationToken).ConfigureAwait(false) is { } change)
                    changes.Add(change);
            }

            HasEmitted |= changes.Count > 0;
            await output.WriteAsync(changes, cancellationToken).ConfigureAwait(false);
            deltaLink = page.DeltaLink ?? deltaLink;
        }

        if (_seen is not null)
            await RemoveUnseenAsync(_seen, cancellationToken).ConfigureAwait(false);
        if (keepsToken && deltaLink is not null)
            await output.WriteAsync(SiteContext.Keep(place.StateKey, deltaLink), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<SourceChange?> CompareAsync(ListItemRecord item, CancellationToken cancellationToken)
    {
        if (history.IsEmpty)
            return item.IsDeleted ? new SourceChange.Removal(item.Id) : ListCollection.ToChange(item);
        if (item.IsDeleted)
        {
            _changed.Add(item.Id);
            return new SourceChange.Removal(item.Id);
        }

        _seen?.Add(item.Id);
        ItemVersion? held = _changed.Contains(item.Id) ? null : await history.FindItemAsync(item.Id, cancellationToken).ConfigureAwait(false);
        if (held?.Content is not null && held.VersionTag == ListCollection.Version(item).VersionTag)
            return null;
        _changed.Add(item.Id);
        return ListCollection.ToChange(item);
    }

    private async Task RemoveUnseenAsync(IdSet seen, CancellationToken cancellationToken)
    {
        var batch = new List<SourceChange>();
        await foreach (ItemVersion held in history.ListChildrenAsync(null, cancellationToken).ConfigureAwait(false))
        {
            if (seen.Contains(held.Key))
                continue;
            batch.Add(new SourceChange.Removal(held.Key));
            if (batch.Count < RemovalsAtOnce)
                continue;
            await output.WriteAsync([.. batch], cancellationToken).ConfigureAwait(false);
            batch.Clear();
        }

        await output.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }
}
