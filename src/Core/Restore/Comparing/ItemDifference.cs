using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>An item that differs between a restore point and a later one, or the live source.</summary>
/// <param name="Kind">How.</param>
/// <param name="Identity">The object and workload it belongs to.</param>
/// <param name="Before">As the restore point holds it; null when it does not.</param>
/// <param name="FolderBefore">Its folder there.</param>
/// <param name="After">As it is later; null when it is not there. Of a live source, without content.</param>
/// <param name="FolderAfter">Its folder then; null when that is not known.</param>
public sealed record ItemDifference(DifferenceKind Kind, ObjectIdentity Identity, ItemVersion? Before, string? FolderBefore, ItemVersion? After, string? FolderAfter)
{
    /// <summary>True when its folder or its name is another.</summary>
    public bool IsMoved => IsElsewhere(Before, After);

    /// <summary>Judges a pair. Contents are equal when their hashes are; without one (a live source), when the source's mark is, or what never changes of a message.</summary>
    internal static DifferenceKind Judge(ItemVersion? before, ItemVersion? after)
    {
        if (before is null)
            return DifferenceKind.Added;
        if (after is null)
            return DifferenceKind.Removed;
        bool isSameContent = after.Content is null || before.Content is null
            ? before.Kind == ItemKind.Folder || before.VersionTag == after.VersionTag || IsSameMessage(before, after)
            : before.Content.Hash == after.Content.Hash;
        return isSameContent && IsElsewhere(before, after) ? DifferenceKind.Moved : DifferenceKind.Changed;
    }

    /// <summary>True when nothing that people see differs: sources tell of more than that.</summary>
    internal static bool IsSame(ItemVersion before, ItemVersion after) =>
        !IsElsewhere(before, after) && before.VersionTag == after.VersionTag && before.Flags == after.Flags && before.ModifiedAt == after.ModifiedAt
        && before.From == after.From && before.To == after.To && before.Kind == after.Kind && (before.Size == after.Size || after.Size == 0);

    // The mark of a message changes when it is moved; when it was received and how large it is do not.
    private static bool IsSameMessage(ItemVersion before, ItemVersion after) =>
        before.Kind == ItemKind.Message && before.Name == after.Name && before.ModifiedAt == after.ModifiedAt && before.Flags == after.Flags && (after.Size == 0 || before.Size == after.Size);

    private static bool IsElsewhere(ItemVersion? before, ItemVersion? after) =>
        before is not null && after is not null && (before.ParentKey != after.ParentKey || before.Name != after.Name);
}
