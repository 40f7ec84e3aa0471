using System.Collections.Concurrent;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads the items of one folder at a time: what changed since the held token, or everything, compared with what is held.</summary>
internal sealed class FolderItems<T>
    where T : class, IOutlookItem
{
    private const int LookupsAtOnce = 200;

    private readonly OutlookContext _context;
    private readonly FolderTree _tree;
    private readonly IOutlookItems<T> _items;
    private readonly ItemLookup<T> _lookup;

    // Where each folder's items were left, and whether the next session may go on from there.
    private readonly ConcurrentDictionary<string, (Uri Link, bool IsKept)> _ends = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, bool> _read = new(StringComparer.Ordinal);

    // What listings told when nothing is held to compare it with.
    private readonly IdSet _listed = new();
    private readonly Lock _listedLock = new();
    private volatile bool _hasReadInFull;

    public FolderItems(OutlookContext context, FolderTree tree, IOutlookItems<T> items)
    {
        _context = context;
        _tree = tree;
        _items = items;
        _lookup = new ItemLookup<T>(context, tree, items);
    }

    /// <summary>
    /// True when a folder was read in full: an item that was moved meanwhile, from a folder that was not read yet into one that was, showed nowhere. Asking all folders once more finds it; with tokens of before,
    /// the folder that it left tells.
    /// </summary>
    public bool NeedsFollowing => _hasReadInFull;

    /// <summary>Reads what came into the folder since it was read.</summary>
    public async Task FollowAsync(string folderId, CancellationToken cancellationToken)
    {
        if (!_read.ContainsKey(folderId))
            return;
        try
        {
            if (_ends.TryGetValue(folderId, out (Uri Link, bool IsKept) end))
                await RunAsync(new ItemRound(folderId, end.Link, IsFull: false, end.IsKept), cancellationToken).ConfigureAwait(false);
            else
                await RunAsync(new ItemRound(folderId, _context.Requests.ItemList(folderId).Uri, IsFull: false, KeepsToken: false) { IsListing = true }, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansResync || e.MeansMailboxFull || e.MeansNotFound)
        {
            // Gone meanwhile, or its token is: the next session reads on from the one that is kept.
        }
    }

    public async Task ReadAsync(string folderId, CancellationToken cancellationToken)
    {
        try
        {
            await ReadThereAsync(folderId, cancellationToken).ConfigureAwait(false);
            _read[folderId] = true;
        }
        catch (GraphStatusException e) when (e.MeansNotFound && !OutlookErrors.MeansAbsent(e))
        {
            if (await _tree.FetchAsync(folderId, cancellationToken).ConfigureAwait(false) is not null)
                throw;
            await VanishAsync(folderId, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadThereAsync(string folderId, CancellationToken cancellationToken)
    {
        Uri? link = await _context.FindLinkAsync(_context.FolderState(folderId), cancellationToken).ConfigureAwait(false);
        Uri fresh = _context.Requests.ItemDelta(folderId).Uri;
        var round = new ItemRound(folderId, link ?? fresh, IsFull: link is null, KeepsToken: true);
        try
        {
            await RunAsync(round, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansMailboxFull || (link is null && MeansNoDelta(e)))
        {
            // A listing has no token; the held one stays and covers everything since, once the mailbox has room again.
            await ListAsync(folderId, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (e.MeansResync)
        {
            await RestartAsync(round, _context.Graph.Endpoint.Restart(e.Location, fresh), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The folder is gone, and with it what was not moved elsewhere.</summary>
    public async Task VanishAsync(string folderId, CancellationToken cancellationToken)
    {
        _tree.Remove(folderId);
        await LookUpHeldAsync(folderId, _ => true, cancellationToken).ConfigureAwait(false);
        await _context.Output.WriteAsync([new SourceChange.Removal(folderId), OutlookContext.Forget(_context.FolderState(folderId))], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries again what could not be read last time.</summary>
    public async Task RetryAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        foreach (string[] some in ids.Chunk(LookupsAtOnce))
            await _context.Output.WriteAsync([.. await _lookup.FindAsync(some, refetch: true, cancellationToken).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
    }

    private async Task RestartAsync(ItemRound broken, Uri start, CancellationToken cancellationToken)
    {
        try
        {
            // A first round that broke off may have told of items that are gone by now and that nobody holds yet: without a token
            // the next session compares everything and finds them.
            await RunAsync(new ItemRound(broken.FolderId, start, IsFull: true, KeepsToken: !broken.HasEmitted), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphStatusException e) when (MeansNoDelta(e) || e.MeansResync)
        {
            // Once more in the middle of the new enumeration: a listing has no token that could break.
            await ListAsync(broken.FolderId, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task ListAsync(string folderId, CancellationToken cancellationToken) =>
        RunAsync(new ItemRound(folderId, _context.Requests.ItemList(folderId).Uri, IsFull: true, KeepsToken: false) { IsListing = true }, cancellationToken);

    private bool MeansNoDelta(GraphStatusException e) => _context.Requests.MayLackDelta && (int)e.Status is 400 or 405 or 501;

    private async Task RunAsync(ItemRound round, CancellationToken cancellationToken)
    {
        _hasReadInFull |= round.IsFull;
        // Only a comparison needs to remember what was seen; a first enumeration remembers nothing.
        IdSet? seen = round.IsFull && !_context.History.IsEmpty ? new IdSet() : null;
        var parser = new DeltaPageParser<T>(_items.CreateParser());
        IAsyncEnumerable<DeltaPage<T>> pages = DeltaPager.ReadAsync(
            (uri, token) => _context.Graph.GetJsonAsync(_context.Requests.Link(uri), parser.Parse, token), _context.Graph.Endpoint, round.Start, cancellationToken);
        await foreach (DeltaPage<T> page in pages.ConfigureAwait(false))
        {
            List<SourceChange> changes = await ProcessAsync(page, round, seen, cancellationToken).ConfigureAwait(false);
            bool isLast = page.NextLink is null;
            if (isLast && seen is not null)
                await LookUpHeldAsync(round.FolderId, id => !seen.Contains(id), cancellationToken).ConfigureAwait(false);
            if (page.DeltaLink is not null)
                _ends[round.FolderId] = (_context.Graph.Endpoint.Follow(page.DeltaLink), round.KeepsToken);
            if (isLast && round.KeepsToken && page.DeltaLink is not null)
                changes.Add(OutlookContext.Keep(_context.FolderState(round.FolderId), page.DeltaLink));
            round.HasEmitted |= changes.Count > 0;
            await _context.Output.WriteAsync(changes, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<List<SourceChange>> ProcessAsync(DeltaPage<T> page, ItemRound round, IdSet? seen, CancellationToken cancellationToken)
    {
        var changes = new List<SourceChange>(page.Items.Count + 1);
        var doubtful = new HashSet<string>(StringComparer.Ordinal);
        string? parentKey = _tree.KeyOf(round.FolderId);
        foreach (T item in page.Items)
        {
            string? doubt = await _items.FindDoubtAsync(item, parentKey, cancellationToken).ConfigureAwait(false);
            if (!item.IsRemoved)
                seen?.Add(doubt ?? item.Id);
            if (round.IsListing && _context.History.IsEmpty && !IsNews(item.Id))
                continue;
            if (doubt is not null)
                doubtful.Add(doubt);
            else if (await _items.CompareAsync(item, parentKey, refetch: false, cancellationToken).ConfigureAwait(false) is { } change)
                changes.Add(change);
        }

        if (doubtful.Count > 0)
            changes.AddRange(await _lookup.FindAsync(doubtful, refetch: false, cancellationToken).ConfigureAwait(false));
        return changes;
    }

    private bool IsNews(string id)
    {
        lock (_listedLock)
        {
            bool isNews = !_listed.Contains(id);
            _listed.Add(id);
            return isNews;
        }
    }

    /// <summary>Asks for held items of the folder that the source did not show there: moved, or gone?</summary>
    private async Task LookUpHeldAsync(string folderId, Func<string, bool> isMissing, CancellationToken cancellationToken)
    {
        if (_context.History.IsEmpty)
            return;
        var missing = new List<string>(LookupsAtOnce);
        string? parentKey = folderId == _tree.RootId ? null : folderId;
        await foreach (ItemVersion held in _context.History.ListChildrenAsync(parentKey, cancellationToken).ConfigureAwait(false))
        {
            if (held.Kind == _items.Kind && isMissing(held.Key))
                missing.Add(held.Key);
            if (missing.Count == LookupsAtOnce)
                await FlushAsync(missing, cancellationToken).ConfigureAwait(false);
        }

        await FlushAsync(missing, cancellationToken).ConfigureAwait(false);
    }

    private async Task FlushAsync(List<string> missing, CancellationToken cancellationToken)
    {
        await _context.Output.WriteAsync([.. await _lookup.FindAsync(missing, refetch: false, cancellationToken).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
        missing.Clear();
    }
}
