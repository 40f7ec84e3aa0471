using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The requests about one workload of one mailbox: folders, and the items in them.</summary>
internal abstract class OutlookRequests(GraphEndpoint endpoint, GraphSourceOptions options, string userId)
{
    // Immutable ids, or every move would look like a removal and a new item: https://learn.microsoft.com/graph/outlook-immutable-id
    private const string ImmutableId = "IdType=\"ImmutableId\"";

    public GraphScope Scope { get; } = GraphScope.OfMailbox(userId);

    /// <summary>The permission that reading needs.</summary>
    public abstract string Permission { get; }

    /// <summary>What the state entries of this workload begin with.</summary>
    public abstract string StatePrefix { get; }

    /// <summary>Folders without a parent lie here; null when every folder tells its parent.</summary>
    public virtual string? ParentOfParentless => null;

    /// <summary>True when the items' delta may be refused where a listing is not.</summary>
    public virtual bool MayLackDelta => false;

    /// <summary>Folders left out with all below them, by well-known name.</summary>
    public virtual IReadOnlyList<string> Excluded => [];

    /// <summary>Folders beside the tree that belong to the workload, by well-known name; they are listed and may be unreadable.</summary>
    public virtual IReadOnlyList<string> Branches => [];

    protected GraphEndpoint Endpoint => endpoint;

    protected virtual int PageSize => options.MailPageSize;

    protected string User { get; } = "users/" + Uri.EscapeDataString(userId);

    /// <summary>The folder that is there if the workload is.</summary>
    public abstract GraphRequest Home();

    /// <summary>The root of the tree that home belongs to.</summary>
    public abstract FolderRoot RootOf(FolderRecord home);

    /// <summary>The root of last time, which need not be looked at as long as the folders' token stands; null where it must be.</summary>
    public virtual FolderRoot? RootOf(string id) => null;

    public abstract GraphRequest Folder(string id);

    /// <summary>Null where folders have no delta and are listed.</summary>
    public abstract GraphRequest? FolderDelta();

    /// <summary>Children of a folder, or the top of the tree for null; null when there cannot be any.</summary>
    public abstract GraphRequest? ChildFolders(string? id);

    public abstract GraphRequest ItemDelta(string folderId);

    public abstract GraphRequest ItemList(string folderId);

    public abstract GraphRequest Item(string id);

    /// <summary>A link that the service gave.</summary>
    public GraphRequest Link(Uri link) => new(link, Scope) { Prefer = $"{ImmutableId}, odata.maxpagesize={PageSize}" };

    /// <summary>True when the refusal of home means that the workload is not there.</summary>
    public virtual bool MeansNoHome(GraphStatusException e) => e.MeansNotFound;

    /// <summary>What it means that home is not there.</summary>
    public virtual WorkloadAbsentException Absent(GraphStatusException cause) => OutlookErrors.Absent(cause);

    protected static string Escape(string id) => Uri.EscapeDataString(id);

    protected GraphRequest Of(string path) => new(endpoint.Of(path), Scope) { Prefer = ImmutableId };

    protected GraphRequest Paged(string path) => Link(endpoint.Of(path));
}
