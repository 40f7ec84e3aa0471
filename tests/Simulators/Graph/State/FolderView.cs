namespace Veeam365.Simulators.Graph;

/// <summary>A folder as read under the mailbox's lock.</summary>
internal sealed record FolderView(
    int Number, string DisplayName, int Parent, bool IsHidden, bool IsDeleted, int ChildCount, int TotalCount, int UnreadCount)
{
    public static FolderView Of(MailFolder folder) => new(
        folder.Number,
        folder.DisplayName,
        folder.Parent,
        folder.IsHidden,
        folder.IsDeleted,
        folder.ChildCount,
        folder.TotalCount,
        folder.UnreadCount);
}
