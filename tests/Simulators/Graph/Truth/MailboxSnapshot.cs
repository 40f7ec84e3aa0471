namespace Veeam365.Simulators.Graph;

/// <summary>A mailbox as it was; cheap to take, and later changes do not touch it.</summary>
public sealed class MailboxSnapshot
{
    private readonly OutlookIds _ids;
    private readonly CowView<MessageSlot> _slots;
    private readonly SyntheticMail[] _synthetic;

    internal MailboxSnapshot(OutlookIds ids, FolderView[] folders, CowView<MessageSlot> slots, SyntheticMail[] synthetic)
    {
        _ids = ids;
        _slots = slots;
        _synthetic = synthetic;
        Folders = [.. folders.Where(static folder => !folder.IsDeleted && folder.Number != SimulatedMailbox.Root).Select(folder => Truth(ids, folders, folder))];
        MessageCount = folders.Where(static folder => !folder.IsDeleted).Sum(static folder => folder.TotalCount);
    }

    /// <summary>All folders below the top of the store, and the recoverable items with those below; hidden ones included.</summary>
    public IReadOnlyList<FolderTruth> Folders { get; }

    public int MessageCount { get; }

    /// <summary>The messages one after the other; made anew on each pass.</summary>
    public IEnumerable<MessageTruth> Messages()
    {
        for (var ordinal = 0; ordinal < _slots.Count; ordinal++)
        {
            var slot = _slots[ordinal];
            if (slot.Folder >= 0)
                yield return new MessageTruth(_ids, ordinal, slot.Folder, SimulatedMailbox.VersionOf(ordinal, slot, _synthetic));
        }
    }

    internal static FolderTruth Truth(OutlookIds ids, IReadOnlyList<FolderView> folders, FolderView folder) => new(
        ids.Folder(folder.Number),
        folder.Parent < 0 ? null : ids.Folder(folder.Parent),
        folder.DisplayName,
        Path(folders, folder),
        folder.IsHidden,
        folder.TotalCount);

    private static string Path(IReadOnlyList<FolderView> folders, FolderView folder)
    {
        var path = folder.DisplayName;
        for (var above = folder.Parent; above > SimulatedMailbox.Root; above = folders[above].Parent)
            path = folders[above].DisplayName + "/" + path;
        return path;
    }
}
