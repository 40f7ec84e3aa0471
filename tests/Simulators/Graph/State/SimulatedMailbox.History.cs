namespace Veeam365.Simulators.Graph;

/// <content>The whole history of the mailbox: what was there at any moment.</content>
public sealed partial class SimulatedMailbox
{
    private readonly List<SlotEntry> _slotHistory = [];
    private readonly List<(long Moment, FolderView Folder)> _folderHistory = [];

    /// <summary>What was there at a moment.</summary>
    public MailboxSnapshot SnapshotAt(long moment)
    {
        lock (_lock)
        {
            var slots = new CowList<MessageSlot>();
            foreach (SlotEntry entry in _slotHistory.TakeWhile(e => e.Moment <= moment))
                Replay(slots, entry);
            var folders = new List<FolderView>();
            foreach ((_, FolderView folder) in _folderHistory.TakeWhile(e => e.Moment <= moment))
                Replay(folders, folder);
            var counts = new Dictionary<int, int>();
            for (var i = 0; i < slots.Count; i++)
                counts[slots[i].Folder] = counts.GetValueOrDefault(slots[i].Folder) + 1;
            return new MailboxSnapshot(Ids, [.. folders.Select(f => f with { TotalCount = counts.GetValueOrDefault(f.Number) })], slots.Freeze(), [.. _synthetic]);
        }
    }

    /// <summary>Of all that changed after <paramref name="from"/> and until <paramref name="to"/>: what it was at <paramref name="from"/>, and after each change.</summary>
    public IReadOnlyList<TimedState> History(long from, long to)
    {
        var states = new List<TimedState>();
        lock (_lock)
        {
            var slots = new CowList<MessageSlot>();
            var begun = new HashSet<int>();
            foreach (SlotEntry entry in _slotHistory.TakeWhile(e => e.Moment <= to))
            {
                if (entry.Moment > from && begun.Add(entry.Ordinal))
                    states.Add(new TimedState(from, Ids.Message(true, 0, entry.Ordinal), entry.Ordinal < slots.Count ? Truth(entry.Ordinal, slots[entry.Ordinal]) : null));
                Replay(slots, entry);
                if (entry.Moment > from)
                    states.Add(new TimedState(entry.Moment, Ids.Message(true, 0, entry.Ordinal), Truth(entry.Ordinal, entry.Slot)));
            }

            AddFolders(states, from, to);
        }

        return states;
    }

    private void Remember(int ordinal, MessageSlot slot, int count = 1) => _slotHistory.Add(new SlotEntry(Chronicle.Next(_time), ordinal, count, slot));

    private void Remember(MailFolder folder) => _folderHistory.Add((Chronicle.Next(_time), FolderView.Of(folder)));

    private static void Replay(CowList<MessageSlot> slots, SlotEntry entry)
    {
        for (var i = 0; i < entry.Count; i++)
        {
            MessageSlot slot = entry.Slot with { LogPosition = entry.Slot.LogPosition + i };
            if (entry.Ordinal + i < slots.Count)
                slots[entry.Ordinal + i] = slot;
            else
                slots.Add(slot);
        }
    }

    private static void Replay(List<FolderView> folders, FolderView folder)
    {
        if (folder.Number < folders.Count)
            folders[folder.Number] = folder;
        else
            folders.Add(folder);
    }

    private void AddFolders(List<TimedState> states, long from, long to)
    {
        var folders = new List<FolderView>();
        var begun = new HashSet<int>();
        foreach ((long moment, FolderView folder) in _folderHistory.TakeWhile(e => e.Moment <= to))
        {
            if (moment > from && begun.Add(folder.Number))
                states.Add(new TimedState(from, Ids.Folder(folder.Number), folder.Number < folders.Count ? Truth(folders, folders[folder.Number]) : null));
            Replay(folders, folder);
            if (moment > from)
                states.Add(new TimedState(moment, Ids.Folder(folder.Number), Truth(folders, folder)));
        }
    }

    private MessageTruth? Truth(int ordinal, MessageSlot slot) => slot.Folder < 0 ? null : new MessageTruth(Ids, ordinal, slot.Folder, VersionOf(ordinal, slot));

    private FolderTruth? Truth(List<FolderView> folders, FolderView folder) =>
        folder.IsDeleted || folder.Number == Root ? null : MailboxSnapshot.Truth(Ids, folders, folder);
}
