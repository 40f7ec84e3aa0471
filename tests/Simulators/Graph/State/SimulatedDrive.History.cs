namespace Veeam365.Simulators.Graph;

/// <content>The whole history of the drive: what was there at any moment. That a folder's size changed is no part of it.</content>
public sealed partial class SimulatedDrive
{
    private readonly List<(long Moment, DriveItemVersion Item)> _history = [];

    /// <summary>What was there at a moment.</summary>
    public DriveSnapshot SnapshotAt(long moment)
    {
        lock (_lock)
        {
            return new DriveSnapshot(Id, Ids, ReplayUntil(moment).Freeze());
        }
    }

    /// <summary>Of all that changed after <paramref name="from"/> and until <paramref name="to"/>: what it was at <paramref name="from"/>, and after each change.</summary>
    public IReadOnlyList<TimedState> History(long from, long to)
    {
        lock (_lock)
        {
            var states = new List<TimedState>();
            var items = ReplayUntil(from);
            var begun = new HashSet<int>();
            foreach ((long moment, DriveItemVersion item) in _history.SkipWhile(e => e.Moment <= from).TakeWhile(e => e.Moment <= to))
            {
                if (begun.Add(item.Ordinal))
                    states.Add(new TimedState(from, Ids.Item(item.Ordinal), item.Ordinal < items.Count ? Truth(items[item.Ordinal]) : null));
                states.Add(new TimedState(moment, Ids.Item(item.Ordinal), Truth(item)));
            }

            return states;
        }
    }

    /// <summary>Brings back what was deleted, as it was, with all that went with it; false when its folder is gone or its name is taken.</summary>
    public bool RestoreItem(string item)
    {
        lock (_lock)
        {
            var ordinal = Ids.ReadItem(item) ?? -1;
            if (ordinal < 0 || ordinal >= _items.Count || !_items[ordinal].IsDeleted)
                return false;
            var last = _history.FindLast(e => e.Item.Ordinal == ordinal && !e.Item.IsDeleted).Item;
            if (Present(last.Parent) is null || _byName.ContainsKey(Key(last.Parent, last.Name)))
                return false;
            Restore(last);
            return true;
        }
    }

    private void Restore(DriveItemVersion last)
    {
        var deleted = _history.FindLast(e => e.Item.Ordinal == last.Ordinal).Moment;
        _byName.Add(Key(last.Parent, last.Name), last.Ordinal);
        ChildrenOf(last.Parent).Add(last.Ordinal);
        TouchAbove(last.Parent, last.IsFolder ? 0 : last.Size, 1);
        Put(last with { Number = last.Number + 1, Size = last.IsFolder ? 0 : last.Size, ChildCount = 0 });
        if (!last.IsFolder)
            return;
        // What went with the folder went right after it.
        foreach (var child in _history.Where(e => e.Item.IsDeleted && e.Item.Parent == last.Ordinal && e.Moment > deleted).Select(static e => e.Item.Ordinal).Distinct().ToList())
        {
            if (_items[child].IsDeleted)
                Restore(_history.FindLast(e => e.Item.Ordinal == child && !e.Item.IsDeleted).Item);
        }
    }

    private void Remember(DriveItemVersion item) => _history.Add((Chronicle.Next(_time), item));

    private CowList<DriveItemVersion> ReplayUntil(long moment)
    {
        var items = new CowList<DriveItemVersion>();
        foreach ((_, DriveItemVersion item) in _history.TakeWhile(e => e.Moment <= moment))
        {
            if (item.Ordinal < items.Count)
                items[item.Ordinal] = item;
            else
                items.Add(item);
        }

        return items;
    }

    private DriveItemTruth? Truth(DriveItemVersion item) => item.IsDeleted || item.Parent < 0
        ? null
        : new DriveItemTruth(Ids.Item(item.Ordinal), Ids.Item(item.Parent), item.Name, item.Name, item.Content is null, item.Modified, item.Content);
}
