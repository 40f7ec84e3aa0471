using System.Collections.Concurrent;
using System.Xml.Linq;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Reads the items of one folder at a time: what changed since the held sync state, or everything, compared with what is held.</summary>
internal sealed class FolderItemsReader(ReadingContext context, FolderPlan plan, IExchangeItems items)
{
    private const int AtOnce = 500;

    // Where each folder was left in this session.
    private readonly ConcurrentDictionary<string, string> _ends = new(StringComparer.Ordinal);
    private volatile bool _hasSeenRemovals;

    // Items whose held content is not the one that their state stands for: told in this session, or not read by the last one.
    private readonly ConcurrentDictionary<ulong, bool> _outdated = new(context.History.PendingGaps.Select(g => g.ItemKey).OfType<string>().Select(IdSet.Hash).Distinct().Select(h => KeyValuePair.Create(h, true)));

    /// <summary>True when something left a folder that was read: it may have gone into one that was read before.</summary>
    public bool NeedsFollowing => _hasSeenRemovals;

    public async Task ReadAsync(string folderId, CancellationToken cancellationToken)
    {
        string? state = await context.FindStateAsync(context.ItemsState(folderId), cancellationToken).ConfigureAwait(false);
        try
        {
            await ReadThereAsync(folderId, state, cancellationToken).ConfigureAwait(false);
            await TellCuredAsync(folderId, cancellationToken).ConfigureAwait(false);
        }
        catch (EwsException e) when (e.MeansNotFound && folderId != plan.RootId)
        {
            // It went while the mailbox was read.
            await VanishAsync(folderId, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The folder was a gap and is none any more: mentioning it says so. The top of the tree is no item that could be.</summary>
    private async Task TellCuredAsync(string folderId, CancellationToken cancellationToken)
    {
        if (context.History.PendingGaps.Any(g => g.ItemKey == folderId))
            await context.Output.WriteAsync(plan.Find(folderId) is { } folder ? plan.Upsert(folder) : new SourceChange.Removal(folderId), cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadThereAsync(string folderId, string? state, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(folderId, state, state is null ? Round.Full : Round.Incremental, cancellationToken).ConfigureAwait(false);
        }
        catch (EwsException e) when (e.MeansResync)
        {
            // A first enumeration that broke off may have told of items that are gone by now and that nobody holds yet: without a state the next session compares everything and finds them.
            bool mayHaveTold = _ends.TryRemove(folderId, out _) && context.History.IsEmpty;
            if (mayHaveTold)
                await context.Output.WriteAsync(ReadingContext.Forget(context.ItemsState(folderId)), cancellationToken).ConfigureAwait(false);
            await RunAsync(folderId, null, mayHaveTold ? Round.FullWithoutState : Round.Full, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads what came into the folder since it was read.</summary>
    public async Task FollowAsync(string folderId, CancellationToken cancellationToken)
    {
        if (!_ends.TryGetValue(folderId, out string? state))
            return;
        try
        {
            await RunAsync(folderId, state, Round.Incremental, cancellationToken).ConfigureAwait(false);
        }
        catch (EwsException e) when (e.MeansResync || e.MeansNotFound)
        {
            // Gone meanwhile, or its state is: the next session finds out.
        }
    }

    /// <summary>The folder is gone, and with it what lay in it: what was moved elsewhere has another id there.</summary>
    public async Task VanishAsync(string folderId, CancellationToken cancellationToken)
    {
        await RemoveHeldAsync(folderId, _ => true, cancellationToken).ConfigureAwait(false);
        await context.Output.WriteAsync([new SourceChange.Removal(folderId), ReadingContext.Forget(context.ItemsState(folderId))], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries again what could not be read last time. A folder that failed keeps its old state and is simply read again.</summary>
    public async Task RetryAsync(CancellationToken cancellationToken)
    {
        string[] ids = [.. context.History.PendingGaps.Select(g => g.ItemKey).OfType<string>().Where(id => !plan.Contains(id) && id != plan.RootId).Distinct(StringComparer.Ordinal)];
        // Of unknown size: each is asked for alone, so that none of them is held in memory beside others.
        foreach (string id in ids)
            await context.Output.WriteAsync(await items.FetchAsync([new ChangedItem(id, "", "", long.MaxValue, ItemChange.Told)], FindParent, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync(string folderId, string? state, Round round, CancellationToken cancellationToken)
    {
        // Only a comparison needs to remember what was seen; a first enumeration remembers nothing.
        IdSet? seen = round != Round.Incremental && !context.History.IsEmpty ? new IdSet() : null;
        var place = new Place(folderId, state is not null && round == Round.Incremental);
        while (true)
        {
            XElement answer = await context.Ews.SendOneAsync(context.Mailbox, EwsRequests.SyncItems(folderId, state, context.Ews.Options.PageSize), cancellationToken).ConfigureAwait(false);
            List<ChangedItem> changes = [.. answer.Element(EwsNames.Messages + "Changes")?.Elements().Select(ChangedItem.Of).OfType<ChangedItem>() ?? []];
            string? next = answer.Element(EwsNames.Messages + "SyncState")?.Value;
            bool isLast = answer.Element(EwsNames.Messages + "IncludesLastItemInRange")?.Value != "false" || next is null || next == state;
            await ProcessAsync(place, changes, seen, cancellationToken).ConfigureAwait(false);
            if (isLast && seen is not null)
                await RemoveHeldAsync(folderId, id => !seen.Contains(id), cancellationToken).ConfigureAwait(false);
            // A page's state covers all before it. One of a comparison counts only when that is complete: what is gone shows at its end.
            if (next is not null && round != Round.FullWithoutState && (seen is null || isLast))
                await KeepAsync(place, state, next, cancellationToken).ConfigureAwait(false);
            state = next ?? state;
            if (isLast)
                return;
        }
    }

    private async Task KeepAsync(Place place, string? before, string state, CancellationToken cancellationToken)
    {
        _ends[place.FolderId] = state;
        if (state != before || !place.HasState)
            await context.Output.WriteAsync(ReadingContext.Keep(context.ItemsState(place.FolderId), state), cancellationToken).ConfigureAwait(false);
        place.HasState = true;
    }

    /// <summary>
    /// Takes the state away before something is told that it does not cover: when the folder cannot be read to its end, or the process dies, an item that came after the state and goes before the next session
    /// would be held for ever, since Exchange tells nothing of it. Without a state the next session compares.
    /// </summary>
    private async Task ForgetAsync(Place place, CancellationToken cancellationToken)
    {
        if (!place.HasState)
            return;
        await context.Output.WriteAsync(ReadingContext.Forget(context.ItemsState(place.FolderId)), cancellationToken).ConfigureAwait(false);
        place.HasState = false;
    }

    private async Task ProcessAsync(Place place, List<ChangedItem> changes, IdSet? seen, CancellationToken cancellationToken)
    {
        string? parentKey = plan.KeyOf(place.FolderId);
        var wanted = new Dictionary<string, ChangedItem>(StringComparer.Ordinal);
        var gone = new List<SourceChange>();
        foreach (ChangedItem change in changes)
        {
            if (change.Kind != ItemChange.Gone)
                seen?.Add(change.Id);
            if (change.Kind == ItemChange.Gone)
            {
                _hasSeenRemovals = true;
                wanted.Remove(change.Id);
                gone.Add(new SourceChange.Removal(change.Id));
            }
            else if (change.Kind == ItemChange.ReadFlag)
            {
                // A page tells the whole item as well, or it is held already; then only what is told of it is fetched.
                wanted.TryAdd(change.Id, _outdated.ContainsKey(IdSet.Hash(change.Id)) ? change with { Kind = ItemChange.Told, Size = long.MaxValue } : change);
            }
            else if (items.Accepts(change.Type) && !await IsHeldAsync(change, parentKey, cancellationToken).ConfigureAwait(false))
            {
                wanted[change.Id] = change;
                if (!context.History.IsEmpty)
                    _outdated[IdSet.Hash(change.Id)] = true;
            }
        }

        await context.Output.WriteAsync(gone, cancellationToken).ConfigureAwait(false);
        if (wanted.Count > 0)
            await ForgetAsync(place, cancellationToken).ConfigureAwait(false);
        foreach (IReadOnlyList<ChangedItem> batch in items.Cut([.. wanted.Values]))
            await context.Output.WriteAsync(await items.FetchAsync(batch, InFolder, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

        bool InFolder(string? told, out string? key)
        {
            key = parentKey;
            return true;
        }
    }

    private async ValueTask<bool> IsHeldAsync(ChangedItem change, string? parentKey, CancellationToken cancellationToken)
    {
        if (context.History.IsEmpty || change.ChangeKey.Length == 0)
            return false;
        ItemVersion? held = await context.History.FindItemAsync(change.Id, cancellationToken).ConfigureAwait(false);
        return held?.Content is not null && held.ParentKey == parentKey && Microsoft365.VersionTag.Parse(held.VersionTag).Content == change.ChangeKey;
    }

    private bool FindParent(string? folderId, out string? key)
    {
        key = plan.KeyOf(folderId);
        return key is not null || folderId == plan.RootId;
    }

    private async Task RemoveHeldAsync(string folderId, Func<string, bool> isMissing, CancellationToken cancellationToken)
    {
        if (context.History.IsEmpty)
            return;
        var removals = new List<SourceChange>();
        string? parentKey = folderId == plan.RootId ? null : folderId;
        await foreach (ItemVersion held in context.History.ListChildrenAsync(parentKey, cancellationToken).ConfigureAwait(false))
        {
            if (held.Kind != items.Kind || !isMissing(held.Key))
                continue;
            _hasSeenRemovals = true;
            removals.Add(new SourceChange.Removal(held.Key));
            if (removals.Count < AtOnce)
                continue;
            await context.Output.WriteAsync([.. removals], cancellationToken).ConfigureAwait(false);
            removals.Clear();
        }
        await context.Output.WriteAsync(removals, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A folder that is being read, and whether a state of it is in effect.</summary>
    private sealed class Place(string folderId, bool hasState)
    {
        public string FolderId { get; } = folderId;

        public bool HasState { get; set; } = hasState;
    }

    private enum Round
    {
        Incremental,
        Full,
        FullWithoutState,
    }
}
