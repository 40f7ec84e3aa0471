using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>Site pages.</summary>
internal static class PageHandlers
{
    public static Task ListAsync(GraphCall call)
    {
        var site = call.Site;
        return SiteHandlers.WritePageAsync(call, [.. site.State.Pages.Values.Select(page => Shape(call, site, page))], "Collection(sitePage)");
    }

    public static Task GetAsync(GraphCall call)
    {
        var site = call.Site;
        return SiteHandlers.WriteAsync(call, Shape(call, site, site.GetPage(call.Route.Item!)), "sites/pages/microsoft.graph.sitePage/$entity");
    }

    private static JsonObject Shape(GraphCall call, SimulatedSite site, PageState page)
    {
        var json = PageJson.Describe(site, page, call.Query("$expand") is "canvasLayout");
        json.Insert(0, "@odata.type", "#microsoft.graph.sitePage");
        return json;
    }
}
