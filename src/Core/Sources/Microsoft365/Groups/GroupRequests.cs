namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The requests about the mailbox of one Microsoft 365 group.</summary>
internal sealed class GroupRequests(GraphEndpoint endpoint, string groupId)
{
    public const string Permission = "Group.Read.All";

    private const int PageSize = 100;

    private const string AttachmentProperties = "$select=id,name,contentType,size,isInline,lastModifiedDateTime";

    private readonly string _group = "groups/" + Uri.EscapeDataString(groupId);

    /// <summary>All threads, each with the marks of its posts.</summary>
    public GraphRequest ThreadsWithMarks() => Of($"{_group}/threads?$top={PageSize}&$expand=posts($select=id,changeKey)");

    public GraphRequest Threads() => Of($"{_group}/threads?$top={PageSize}");

    public GraphRequest Thread(string thread) => Of(PathOf(thread));

    public GraphRequest Posts(string thread) => Of($"{PathOf(thread)}/posts?$top={PageSize}");

    public GraphRequest Post(string thread, string post) => Of($"{PathOf(thread)}/posts/{Uri.EscapeDataString(post)}");

    public GraphRequest Attachments(string thread, string post) => Of($"{PathOf(thread)}/posts/{Uri.EscapeDataString(post)}/attachments?{AttachmentProperties}");

    public GraphRequest AttachmentContent(string thread, string post, string id) =>
        Of($"{PathOf(thread)}/posts/{Uri.EscapeDataString(post)}/attachments/{Uri.EscapeDataString(id)}/$value");

    /// <summary>A link that the service gave.</summary>
    public GraphRequest Link(Uri link) => new(link, GraphScope.OfMailbox(groupId));

    private string PathOf(string thread) => $"{_group}/threads/{Uri.EscapeDataString(thread)}";

    private GraphRequest Of(string path) => Link(endpoint.Of(path));
}
