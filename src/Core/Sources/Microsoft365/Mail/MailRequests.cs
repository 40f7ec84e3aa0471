using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The requests about the mail of one mailbox.</summary>
internal class MailRequests(GraphEndpoint endpoint, GraphSourceOptions options, string userId, ReadOptions reading) : OutlookRequests(endpoint, options, userId)
{
    private const string FolderProperties = "$select=id,displayName,parentFolderId,isHidden,totalItemCount,childFolderCount";

    private const string MessageProperties = "$select=subject,from,sender,toRecipients,ccRecipients,bccRecipients,replyTo,receivedDateTime,sentDateTime,createdDateTime,"
        + "lastModifiedDateTime,changeKey,parentFolderId,categories,flag,isRead,isDraft,importance,internetMessageId,conversationId,hasAttachments,inferenceClassification";

    public override string Permission => "Mail.Read";

    public override string StatePrefix => "mail";

    public override IReadOnlyList<string> Excluded => [.. reading.ExcludeFolders.Select(NameOf).OfType<string>().Distinct()];

    public override IReadOnlyList<string> Branches => reading.ExcludeFolders.Contains(ExcludableFolder.RecoverableItems) ? [] : [Recoverable];

    protected virtual string Recoverable => "recoverableitemsroot";

    public override GraphRequest Home() => Folder("msgfolderroot");

    public override FolderRoot RootOf(FolderRecord home) => new(home.Id, HoldsItems: true);

    public override FolderRoot? RootOf(string id) => new(id, HoldsItems: true);

    public override GraphRequest Folder(string id) => Of($"{User}/mailFolders/{Escape(id)}?{FolderProperties}");

    public override GraphRequest? FolderDelta() => Paged($"{User}/mailFolders/delta?includeHiddenFolders=true&{FolderProperties}");

    public override GraphRequest? ChildFolders(string? id)
    {
        string path = id is null ? $"{User}/mailFolders" : $"{User}/mailFolders/{Escape(id)}/childFolders";
        return Paged($"{path}?includeHiddenFolders=true&$top=100&{FolderProperties}");
    }

    public override GraphRequest ItemDelta(string folderId) => Paged($"{User}/mailFolders/{Escape(folderId)}/messages/delta?{MessageProperties}");

    public override GraphRequest ItemList(string folderId) => Paged($"{User}/mailFolders/{Escape(folderId)}/messages?$top={PageSize}&{MessageProperties}");

    public override GraphRequest Item(string id) => Of($"{User}/messages/{Escape(id)}?{MessageProperties}");

    /// <summary>A folder's well-known name; null when it is not in this mailbox's tree.</summary>
    protected virtual string? NameOf(ExcludableFolder folder) => folder switch
    {
        ExcludableFolder.DeletedItems => "deleteditems",
        ExcludableFolder.Drafts => "drafts",
        ExcludableFolder.JunkEmail => "junkemail",
        ExcludableFolder.Outbox => "outbox",
        ExcludableFolder.SyncIssues => "syncissues",
        ExcludableFolder.RecoverableItems => Recoverable,
        _ => null,
    };

    public GraphRequest MessageMime(string id) => Of($"{User}/messages/{Escape(id)}/$value");
}
