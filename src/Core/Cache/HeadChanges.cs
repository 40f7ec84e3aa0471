namespace Veeam365.Backup.Core.Cache;

/// <summary>Applies the item changes of a batch to the head being written.</summary>
internal sealed class HeadChanges(IItemTable items, ObjectRow target)
{
    private readonly int _head = (int)target.OpenHead;
    private readonly List<ItemRow> _inserts = [];
    private readonly List<long> _ends = [];
    private readonly List<long> _deletes = [];
    private readonly List<long> _seen = [];
    private long _itemDelta;
    private long _byteDelta;

    /// <summary>Applies the batch.</summary>
    /// <returns>What it adds to the totals; negative for what it takes away.</returns>
    public async Task<HeadTotals> ApplyAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        await items.ResolveParentsAsync(target.Id, batch.Upserts, cancellationToken).ConfigureAwait(false);
        LoadRemainder rest = target.IsFresh
            ? await LoadAsync(batch, cancellationToken).ConfigureAwait(false)
            : new LoadRemainder(batch.Upserts, batch.Removals);
        await DecideAsync(rest.Upserts, rest.Removals, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return new HeadTotals(_itemDelta, _byteDelta);
    }

    private async Task<LoadRemainder> LoadAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        LoadRemainder rest = await items.LoadAsync(target.Id, _head, batch, cancellationToken).ConfigureAwait(false);
        foreach (ItemRow row in batch.Upserts)
            Count(row.Weight, 1);
        foreach (ItemRow row in rest.Upserts)
            Count(row.Weight, -1);
        return rest;
    }

    private async Task DecideAsync(IReadOnlyList<ItemRow> upserts, IReadOnlyList<KeyHash> removals, CancellationToken cancellationToken)
    {
        if (upserts.Count + removals.Count == 0)
            return;
        IReadOnlyDictionary<KeyHash, HeldItem> alive =
            await items.FindAliveAsync(target.Id, [.. upserts.Select(row => row.Hash), .. removals], cancellationToken).ConfigureAwait(false);
        foreach (ItemRow row in upserts)
            Decide(row, alive.GetValueOrDefault(row.Hash));
        foreach (KeyHash removed in removals)
        {
            if (alive.TryGetValue(removed, out HeldItem? held))
                Remove(held);
        }
    }

    private void Decide(ItemRow row, HeldItem? held)
    {
        if (held is not null && row.SameAs(held))
        {
            if (target.TracksSeen)
                _seen.Add(held.Id);
            return;
        }

        if (held is not null)
            Remove(held);
        _inserts.Add(row);
        Count(row.Weight, 1);
    }

    private void Remove(HeldItem held)
    {
        // A row that began at this head would end where it began: it goes, as if it had never been.
        (held.ValidFrom == _head ? _deletes : _ends).Add(held.Id);
        Count(held.Weight, -1);
    }

    private void Count(HeadTotals weight, int sign)
    {
        _itemDelta += sign * weight.Items;
        _byteDelta += sign * weight.Bytes;
    }

    private async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (_deletes.Count > 0)
            await items.DeleteAsync(_deletes, cancellationToken).ConfigureAwait(false);
        if (_ends.Count > 0)
            await items.EndAsync(_head, _ends, cancellationToken).ConfigureAwait(false);
        if (_inserts.Count > 0)
            await items.InsertAsync(target.Id, _head, _inserts, cancellationToken).ConfigureAwait(false);
        if (_seen.Count > 0)
            await items.MarkSeenAsync(target.Id, _seen, cancellationToken).ConfigureAwait(false);
    }
}
