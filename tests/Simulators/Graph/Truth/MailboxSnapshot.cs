namespace Veeam365.Simulators.Graph;

/// <summary>A mailbox as it was; cheap to take, and later changes do not touch it.</summary>
public sealed class MailboxSnapshot
{
    private readonly OutlookIds _ids;
    private readonly FolderView[] _folders;
    private readonly CowView<MessageSlot> _slots;
    private readonly SyntheticMail[] _synthetic;

    internal MailboxSnapshot(OutlookIds ids, FolderView[] folders, CowView<MessageSlot> slots, SyntheticMail[] synthetic)
    {
        _ids = ids;
        _folders = folders;
        _slots = slots;
        _synthetic = synthetic;
        Folders = [.. folders.Where(static folder => !folder.IsDeleted && folder.Number != SimulatedMailbox.Root).Select(Truth)];
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

    private FolderTruth Truth(FolderView folder) => new(
        _ids.Folder(folder.Number),
        folder.Parent < 0 ? null : _ids.Folder(folder.Parent),
        folder.DisplayName,
        Path(folder),
        folder.IsHidden,
        folder.TotalCount);

    private string Path(FolderView folder)
    {
        var path = folder.DisplayName;
        for (var above = folder.Parent; above > SimulatedMailbox.Root; above = _folders[above].Parent)
            path = _folders[above].DisplayName + "/" + path;
        return path;
    }
}
