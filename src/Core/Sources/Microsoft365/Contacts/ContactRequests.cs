namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The requests about the contacts of one mailbox. No $select: whatever a contact has is kept.</summary>
internal sealed class ContactRequests(GraphEndpoint endpoint, GraphSourceOptions options, string userId) : OutlookRequests(endpoint, options, userId)
{
    public override string Permission => "Contacts.Read";

    public override string StatePrefix => "contacts";

    // The default folder has no place in any listing or delta of folders.
    public override GraphRequest Home() => Of($"{User}/contactFolders/contacts");

    /// <summary>Folders beside the default one lie in the same parent, the top of the store, which holds no contacts.</summary>
    public override FolderRoot RootOf(FolderRecord home) => new(home.ParentId ?? "", Item: home);

    public override GraphRequest Folder(string id) => Of($"{User}/contactFolders/{Escape(id)}");

    public override GraphRequest FolderDelta() => Paged($"{User}/contactFolders/delta");

    public override GraphRequest ChildFolders(string? id) =>
        Paged(id is null ? $"{User}/contactFolders?$top=100" : $"{User}/contactFolders/{Escape(id)}/childFolders?$top=100");

    public override GraphRequest ItemDelta(string folderId) => Paged($"{User}/contactFolders/{Escape(folderId)}/contacts/delta");

    public override GraphRequest ItemList(string folderId) => Paged($"{User}/contactFolders/{Escape(folderId)}/contacts?$top={PageSize}");

    public override GraphRequest Item(string id) => Of($"{User}/contacts/{Escape(id)}");

    public GraphRequest Photo(string id) => Of($"{User}/contacts/{Escape(id)}/photo/$value");
}
