namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The requests about one mailbox.</summary>
internal sealed class MailRequests(GraphEndpoint endpoint, GraphSourceOptions options, string userId)
{
    // Immutable ids, or every move would look like a removal and a new item: https://learn.microsoft.com/graph/outlook-immutable-id
    private const string ImmutableId = "IdType=\"ImmutableId\"";

    private const string FolderProperties = "$select=id,displayName,parentFolderId,isHidden,totalItemCount";

    private const string MessageProperties = "$select=subject,from,sender,toRecipients,ccRecipients,bccRecipients,replyTo,receivedDateTime,sentDateTime,createdDateTime,"
        + "lastModifiedDateTime,changeKey,parentFolderId,categories,flag,isRead,isDraft,importance,internetMessageId,conversationId,hasAttachments,inferenceClassification";

    private readonly string _user = "users/" + Uri.EscapeDataString(userId);

    public GraphScope Scope { get; } = GraphScope.OfMailbox(userId);

    public GraphRequest RootFolder() => Of($"{_user}/mailFolders/msgfolderroot?{FolderProperties}");

    public GraphRequest Folder(string id) => Of($"{_user}/mailFolders/{Uri.EscapeDataString(id)}?{FolderProperties}");

    public GraphRequest FolderDelta() => Paged($"{_user}/mailFolders/delta?includeHiddenFolders=true&{FolderProperties}");

    /// <summary>Children of a folder, or the top of the tree for null.</summary>
    public GraphRequest ChildFolders(string? id)
    {
        string path = id is null ? $"{_user}/mailFolders" : $"{_user}/mailFolders/{Uri.EscapeDataString(id)}/childFolders";
        return Paged($"{path}?includeHiddenFolders=true&$top=100&{FolderProperties}");
    }

    public GraphRequest MessageDelta(string folderId) => Paged($"{_user}/mailFolders/{Uri.EscapeDataString(folderId)}/messages/delta?{MessageProperties}");

    public GraphRequest MessageList(string folderId) =>
        Paged($"{_user}/mailFolders/{Uri.EscapeDataString(folderId)}/messages?$top={options.MailPageSize}&{MessageProperties}");

    public GraphRequest Message(string id) => Of($"{_user}/messages/{Uri.EscapeDataString(id)}?{MessageProperties}");

    public GraphRequest MessageMime(string id) => Of($"{_user}/messages/{Uri.EscapeDataString(id)}/$value");

    /// <summary>A link that the service gave.</summary>
    public GraphRequest Link(Uri link) => new(link, Scope) { Prefer = $"{ImmutableId}, odata.maxpagesize={options.MailPageSize}" };

    private GraphRequest Of(string path) => new(endpoint.Of(path), Scope) { Prefer = ImmutableId };

    private GraphRequest Paged(string path) => Link(endpoint.Of(path));
}
