namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The requests about a site and its subsites.</summary>
/// <param name="endpoint">Where Graph is.</param>
/// <param name="options">Page sizes.</param>
/// <param name="owner">The site whose requests share the service's slots fairly with those of other objects.</param>
internal sealed class SiteRequests(GraphEndpoint endpoint, GraphSourceOptions options, string owner)
{
    public GraphScope Scope { get; } = GraphScope.OfSite(owner);

    public GraphRequest Site(string siteId) => Of(PathOf(siteId));

    public GraphRequest Subsites(string siteId) => Of($"{PathOf(siteId)}/sites");

    public GraphRequest Drives(string siteId) => Of($"{PathOf(siteId)}/drives");

    /// <summary>Lists that people see; the service leaves out its own when they are not selected.</summary>
    public GraphRequest Lists(string siteId) => Of($"{PathOf(siteId)}/lists");

    public GraphRequest Columns(string siteId, string listId) => Of($"{List(siteId, listId)}/columns");

    public GraphRequest ContentTypes(string siteId, string listId) => Of($"{List(siteId, listId)}/contentTypes?$expand=columns");

    public GraphRequest ItemDelta(string siteId, string listId) => Of($"{List(siteId, listId)}/items/delta?$expand=fields&$top={options.DrivePageSize}");

    public GraphRequest Item(string siteId, string listId, string itemId) => Of($"{List(siteId, listId)}/items/{Uri.EscapeDataString(itemId)}?$expand=fields");

    public GraphRequest Pages(string siteId) => Of($"{PathOf(siteId)}/pages/microsoft.graph.sitePage");

    public GraphRequest Page(string siteId, string pageId) => Of($"{PathOf(siteId)}/pages/{Uri.EscapeDataString(pageId)}/microsoft.graph.sitePage?$expand=canvasLayout");

    /// <summary>A link that the service gave.</summary>
    public GraphRequest Link(Uri link) => new(link, Scope) { Prefer = $"odata.maxpagesize={options.DrivePageSize}" };

    private static string PathOf(string id) => "sites/" + Uri.EscapeDataString(id);

    private static string List(string siteId, string listId) => $"{PathOf(siteId)}/lists/{Uri.EscapeDataString(listId)}";

    private GraphRequest Of(string path) => Link(endpoint.Of(path));
}
