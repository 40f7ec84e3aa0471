namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Addresses within a mailbox, or within its archive.</summary>
/// <param name="userId">Whose.</param>
/// <param name="isArchive">True for the in-place archive.</param>
internal sealed class MailPlaces(string userId, bool isArchive)
{
    private readonly string _user = "users/" + Uri.EscapeDataString(userId);

    /// <summary>The well-known name of the top.</summary>
    public string Root => isArchive ? "archivemsgfolderroot" : "msgfolderroot";

    /// <summary>Well-known names of the folders that hold what was deleted.</summary>
    public IReadOnlyList<string> Deleted => isArchive ? ["archivedeleteditems", "archiverecoverableitemsroot"] : ["deleteditems", "recoverableitemsroot"];

    public string Folder(string id) => $"{_user}/mailFolders/{Uri.EscapeDataString(id)}";

    public string Message(string id) => $"{_user}/messages/{Uri.EscapeDataString(id)}";
}
