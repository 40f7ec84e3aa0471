using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// One pass over a drive's changes. Removals come as the deleted facet; a folder is removed only after the round, if it is empty by then
/// (https://learn.microsoft.com/graph/api/driveitem-delta), and with it what is held below it and was not seen elsewhere.
/// </summary>
/// <param name="context">The drive.</param>
/// <param name="isFull">True when the round tells everything.</param>
/// <param name="allVersions">True to ask for the versions of all files.</param>
internal sealed class DriveRound(DriveContext context, bool isFull, bool allVersions = false)
{
    private const int RemovalsAtOnce = 500;

    private readonly DriveItems _items = new(context, isFull, allVersions);
    private readonly DriveDetails _details = new(context);
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
            IReadOnlyList<SourceChange> changes = await ProcessAsync(page, cancellationToken).ConfigureAwait(false);
            HasEmitted |= changes.Count > 0;
            await context.Output.WriteAsync(changes, cancellationToken).ConfigureAwait(false);
            deltaLink = page.DeltaLink ?? deltaLink;
        }

        await FinishAsync(cancellationToken).ConfigureAwait(false);
        if (keepsToken && deltaLink is not null)
            await context.Output.WriteAsync(new SourceChange.State(context.StateKey, System.Text.Encoding.UTF8.GetBytes(deltaLink)), cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<SourceChange>> ProcessAsync(DeltaPage<DriveItemRecord> page, CancellationToken cancellationToken)
    {
        var changes = new List<SourceChange>(page.Items.Count);
        var incomplete = new List<DriveItemChange>();
        foreach (DriveItemRecord item in page.Items)
        {
            if (item.Is(DriveItemFacets.Deleted) || DriveItems.FindGap(item) is not null)
            {
                // In the order told: the last telling of an item counts.
                changes.AddRange(await _details.CompleteAsync(incomplete, cancellationToken).ConfigureAwait(false));
                incomplete.Clear();
                await TakeAsync(item, changes, cancellationToken).ConfigureAwait(false);
            }
            else if (await UpsertAsync(item, cancellationToken).ConfigureAwait(false) is { } change)
            {
                incomplete.Add(change);
            }
        }

        changes.AddRange(await _details.CompleteAsync(incomplete, cancellationToken).ConfigureAwait(false));
        return changes;
    }

    /// <summary>An item that is gone or cannot be read.</summary>
    private async ValueTask TakeAsync(DriveItemRecord item, List<SourceChange> changes, CancellationToken cancellationToken)
    {
        if (!item.Is(DriveItemFacets.Deleted))
        {
            See(item);
            changes.Add(DriveItems.FindGap(item)!);
        }
        else if (await IsFolderAsync(item, cancellationToken).ConfigureAwait(false))
        {
            _deletedFolders.Add(item.Id);
        }
        else
        {
            _items.Forget(item.Id);
            await AddVersionsAsync(item.Id, changes, cancellationToken).ConfigureAwait(false);
            changes.Add(new SourceChange.Removal(item.Id));
        }
    }

    private ValueTask<DriveItemChange?> UpsertAsync(DriveItemRecord item, CancellationToken cancellationToken)
    {
        See(item);
        return _items.CompareAsync(item, refetch: false, cancellationToken);
    }

    private void See(DriveItemRecord item)
    {
        _seen?.Add(item.Id);
        _deletedFolders.Remove(item.Id);
        if (item.ParentId is not null)
            _parents?.Add(item.ParentId);
    }

    /// <summary>A file takes its earlier versions along.</summary>
    private async ValueTask AddVersionsAsync(string fileKey, List<SourceChange> changes, CancellationToken cancellationToken)
    {
        if (!context.HoldsVersions)
            return;
        await foreach (ItemVersion version in context.History.ListChildrenAsync(fileKey, cancellationToken).ConfigureAwait(false))
            changes.Add(new SourceChange.Removal(version.Key));
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
        if (context.HoldsVersions)
            await RemoveUnseenAsync(ItemKind.FileVersion, _seen, cancellationToken).ConfigureAwait(false);
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
                if (child.Kind == ItemKind.Folder || (child.Kind == ItemKind.File && context.HoldsVersions))
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
            if (!seen.Contains(kind == ItemKind.FileVersion ? FileVersions.FileOf(held.Key) : held.Key))
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
