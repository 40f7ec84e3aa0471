namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The requests about drives.</summary>
/// <param name="endpoint">Where Graph is.</param>
/// <param name="options">Page sizes.</param>
/// <param name="owner">Whose drives: their requests share the service's slots fairly with those of other owners.</param>
internal sealed class DriveRequests(GraphEndpoint endpoint, GraphSourceOptions options, string owner)
{
    public GraphScope Scope { get; } = GraphScope.OfDrive(owner);

    public GraphRequest DriveOfUser(string userId) => Of($"users/{Uri.EscapeDataString(userId)}/drive");

    public GraphRequest Root(string driveId) => Of($"{Drive(driveId)}/root");

    /// <summary>Without $select: facets such as package and malware come only when they are not filtered away.</summary>
    public GraphRequest Delta(string driveId) => Of($"{Drive(driveId)}/root/delta?$top={options.DrivePageSize}");

    public GraphRequest Item(string driveId, string itemId) => Of($"{Drive(driveId)}/items/{Uri.EscapeDataString(itemId)}");

    /// <summary>Answers with a redirect to a download address.</summary>
    public GraphRequest Content(string driveId, string itemId) => Of($"{Drive(driveId)}/items/{Uri.EscapeDataString(itemId)}/content");

    /// <summary>All versions of a file, newest first, the current one included.</summary>
    public GraphRequest Versions(string driveId, string itemId) => Of($"{Drive(driveId)}/items/{Uri.EscapeDataString(itemId)}/versions");

    /// <summary>Answers with a redirect to a download address.</summary>
    public GraphRequest VersionContent(string driveId, string itemId, string versionId) =>
        Of($"{Drive(driveId)}/items/{Uri.EscapeDataString(itemId)}/versions/{Uri.EscapeDataString(versionId)}/content");

    /// <summary>Who may do what with an item; 5 resource units.</summary>
    public GraphRequest Permissions(string driveId, string itemId) => Of($"{Drive(driveId)}/items/{Uri.EscapeDataString(itemId)}/permissions");

    /// <summary>A link that the service gave.</summary>
    public GraphRequest Link(Uri link) => new(link, Scope) { Prefer = $"odata.maxpagesize={options.DrivePageSize}" };

    /// <summary>A pre-authenticated download address.</summary>
    public GraphRequest Download(Uri url, long offset) => new(url, Scope) { IsDownload = true, Offset = offset };

    private static string Drive(string id) => "drives/" + Uri.EscapeDataString(id);

    private GraphRequest Of(string path) => Link(endpoint.Of(path));
}
