using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// One pass over a drive's changes. Removals come as the deleted facet; a folder is removed only after the round, if it is empty by then
/// (https://learn.microsoft.com/graph/api/driveitem-delta), and with it what is held below it and was not seen elsewhere.
/// </summary>
internal sealed class DriveRound(DriveContext context, bool isFull)
{
    private const int RemovalsAtOnce = 500;

    private readonly DriveItems _items = new(context);
    private readonly HashSet<string> _deletedFolders = new(StringComparer.Ordinal);

    // In eight bytes an item, and only when there is something to compare with.
    private readonly IdSet? _seen = context.History.IsEmpty ? null : new IdSet();

    // Folders that got something in this round; a first enumeration names them all and needs none of them.
    private readonly HashSet<string>? _parents = isFull ? null : new(StringComparer.Ordinal);

    public bool HasEmitted { get; private set; }

    public async Task RunAsync(Uri start, bool keepsToken, CancellationToken cancellationToken)
    {
        var parser = new DeltaPageParser<DriveItemRecord>(new DriveItemParser().Parse);
        IAsyncEnumerable<DeltaPage<DriveItemRecord>> pages = DeltaPager.ReadAsync(
            (uri, token) => context.Graph.GetJsonAsync(context.Requests.Link(uri), parser.Parse, token), context.Graph.Endpoint, start, cancellationToken);
        string? deltaLink = null;
        await foreach (DeltaPage<DriveItemRecord> page in pages.ConfigureAwait(false))
        {
            List<SourceChange> changes = await ProcessAsync(page, cancellationToken).ConfigureAwait(false);
            HasEmitted |= changes.Count > 0;
            await context.Output.WriteAsync(changes, cancellationToken).ConfigureAwait(false);
            deltaLink = page.DeltaLink ?? deltaLink;
        }

        await FinishAsync(cancellationToken).ConfigureAwait(false);
        if (keepsToken && deltaLink is not null)
            await context.Output.WriteAsync(new SourceChange.State(context.StateKey, System.Text.Encoding.UTF8.GetBytes(deltaLink)), cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<SourceChange>> ProcessAsync(DeltaPage<DriveItemRecord> page, CancellationToken cancellationToken)
    {
        var changes = new List<SourceChange>(page.Items.Count);
        foreach (DriveItemRecord item in page.Items)
        {
            SourceChange? change = item.Is(DriveItemFacets.Deleted)
                ? await DeleteAsync(item, cancellationToken).ConfigureAwait(false)
                : await UpsertAsync(item, cancellationToken).ConfigureAwait(false);
            if (change is not null)
                changes.Add(change);
        }

        return changes;
    }

    private async ValueTask<SourceChange?> DeleteAsync(DriveItemRecord item, CancellationToken cancellationToken)
    {
        if (!await IsFolderAsync(item, cancellationToken).ConfigureAwait(false))
            return new SourceChange.Removal(item.Id);
        _deletedFolders.Add(item.Id);
        return null;
    }

    private async ValueTask<SourceChange?> UpsertAsync(DriveItemRecord item, CancellationToken cancellationToken)
    {
        _seen?.Add(item.Id);
        _deletedFolders.Remove(item.Id);
        if (item.ParentId is not null)
            _parents?.Add(item.ParentId);
        return await _items.CompareAsync(item, refetch: false, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> IsFolderAsync(DriveItemRecord item, CancellationToken cancellationToken)
    {
        if (item.Is(DriveItemFacets.Folder | DriveItemFacets.File))
            return item.Is(DriveItemFacets.Folder);
        // A removal may tell nothing but the id.
        return !context.History.IsEmpty && await context.History.FindItemAsync(item.Id, cancellationToken).ConfigureAwait(false) is { Kind: ItemKind.Folder };
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (string folder in _deletedFolders)
        {
            if (await IsGoneAsync(folder, cancellationToken).ConfigureAwait(false))
                await RemoveTreeAsync(folder, cancellationToken).ConfigureAwait(false);
        }

        if (!isFull || _seen is null)
            return;
        await RemoveUnseenAsync(ItemKind.File, _seen, cancellationToken).ConfigureAwait(false);
        await RemoveUnseenAsync(ItemKind.Folder, _seen, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>When something was told to lie in the folder during this round, the folder is asked for: it may have come back, or the thing moved on.</summary>
    private async ValueTask<bool> IsGoneAsync(string folder, CancellationToken cancellationToken)
    {
        if (_parents is not null && !_parents.Contains(folder))
            return true;
        return await context.FindItemAsync(folder, cancellationToken).ConfigureAwait(false) is not { } found || found.Is(DriveItemFacets.Deleted);
    }

    private async Task RemoveTreeAsync(string folder, CancellationToken cancellationToken)
    {
        var batch = new List<SourceChange>();
        var pending = new Stack<string>([folder]);
        while (_seen is not null && pending.TryPop(out string? parent))
        {
            await foreach (ItemVersion child in context.History.ListChildrenAsync(parent, cancellationToken).ConfigureAwait(false))
            {
                if (_seen.Contains(child.Key))
                    continue;
                if (child.Kind == ItemKind.Folder)
                    pending.Push(child.Key);
                await AddAsync(batch, child.Key, cancellationToken).ConfigureAwait(false);
            }
        }

        batch.Add(new SourceChange.Removal(folder));
        await context.Output.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private async Task RemoveUnseenAsync(ItemKind kind, IdSet seen, CancellationToken cancellationToken)
    {
        var batch = new List<SourceChange>();
        await foreach (ItemVersion held in context.History.ListItemsAsync(kind, cancellationToken).ConfigureAwait(false))
        {
            if (!seen.Contains(held.Key))
                await AddAsync(batch, held.Key, cancellationToken).ConfigureAwait(false);
        }

        await context.Output.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AddAsync(List<SourceChange> batch, string key, CancellationToken cancellationToken)
    {
        batch.Add(new SourceChange.Removal(key));
        if (batch.Count < RemovalsAtOnce)
            return;
        await context.Output.WriteAsync([.. batch], cancellationToken).ConfigureAwait(false);
        batch.Clear();
    }
}
