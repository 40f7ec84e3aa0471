namespace Veeam365.Simulators.Graph;

/// <content>The whole history: what was there at any moment.</content>
public abstract partial class SimulatedItems
{
    /// <summary>What was there at a moment.</summary>
    public ItemsSnapshot SnapshotAt(long moment) => Replay(entry => entry.Moment <= moment);

    /// <summary>
    /// Of all that changed after <paramref name="from"/> and until <paramref name="to"/>: what it was at <paramref name="from"/>, and after each change. An exception is a change of its series.
    /// </summary>
    public IReadOnlyList<TimedState> History(long from, long to)
    {
        var states = new List<TimedState>();
        var folders = new Dictionary<int, ItemFolderView>();
        var items = new Dictionary<int, ItemState>();
        var begun = new HashSet<int>();
        lock (Sync)
        {
            foreach (var entry in _history.TakeWhile(e => e.Moment <= to))
            {
                var number = entry.Item is { Master: >= 0 } exception ? exception.Master : entry.Number;
                if (entry.Moment > from && begun.Add(entry.Folder is null ? number : ~number))
                    states.Add(StateOf(from, entry.Folder is not null, number, folders, items));
                if (entry.Folder is not null)
                    folders[entry.Number] = entry.Folder;
                else
                    items[entry.Number] = entry.Item!;
                if (entry.Moment > from)
                    states.Add(StateOf(entry.Moment, entry.Folder is not null, number, folders, items));
            }
        }

        return states;
    }

    /// <summary>An event with its exceptions, as one answer tells them.</summary>
    internal (ItemView Item, List<ItemView> Exceptions) GetWithExceptions(string id)
    {
        lock (Sync)
        {
            var item = GetItem(id, null);
            return (item, ExceptionsOf(item.Ordinal));
        }
    }

    private TimedState StateOf(long moment, bool isFolder, int number, Dictionary<int, ItemFolderView> folders, Dictionary<int, ItemState> items) => isFolder
        ? new TimedState(moment, Ids.Folder(number), folders.TryGetValue(number, out var folder) && ItemsSnapshot.IsShown(folder) ? ItemsSnapshot.Truth(this, folders, folder) : null)
        : new TimedState(moment, Ids.Message(true, 0, number), items.TryGetValue(number, out var item) && ItemsSnapshot.IsShown(item) ? ItemsSnapshot.Truth(this, items, number) : null);

    private ItemsSnapshot Replay(Func<ItemsHistoryEntry, bool> counts)
    {
        var folders = new Dictionary<int, ItemFolderView>();
        var items = new Dictionary<int, ItemState>();
        lock (Sync)
        {
            foreach (var entry in _history.TakeWhile(counts))
            {
                if (entry.Folder is not null)
                    folders[entry.Number] = entry.Folder;
                else
                    items[entry.Number] = entry.Item!;
            }
        }

        return new ItemsSnapshot(this, folders, items);
    }
}
