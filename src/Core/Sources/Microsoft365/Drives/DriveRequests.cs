namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The requests about drives.</summary>
internal sealed class DriveRequests(GraphEndpoint endpoint, GraphSourceOptions options)
{
    public GraphRequest DriveOfUser(string userId) => Of($"users/{Uri.EscapeDataString(userId)}/drive");

    public GraphRequest Root(string driveId) => Of($"{Drive(driveId)}/root");

    /// <summary>Without $select: facets such as package and malware come only when they are not filtered away.</summary>
    public GraphRequest Delta(string driveId) => Of($"{Drive(driveId)}/root/delta?$top={options.DrivePageSize}");

    public GraphRequest Item(string driveId, string itemId) => Of($"{Drive(driveId)}/items/{Uri.EscapeDataString(itemId)}");

    /// <summary>Answers with a redirect to a download address.</summary>
    public GraphRequest Content(string driveId, string itemId) => Of($"{Drive(driveId)}/items/{Uri.EscapeDataString(itemId)}/content");

    /// <summary>A link that the service gave.</summary>
    public GraphRequest Link(Uri link) => new(link, GraphScope.SharePoint) { Prefer = $"odata.maxpagesize={options.DrivePageSize}" };

    /// <summary>A pre-authenticated download address.</summary>
    public static GraphRequest Download(Uri url, long offset) => new(url, GraphScope.SharePoint) { IsDownload = true, Offset = offset };

    private static string Drive(string id) => "drives/" + Uri.EscapeDataString(id);

    private GraphRequest Of(string path) => Link(endpoint.Of(path));
}
