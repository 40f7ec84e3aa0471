namespace Veeam365.Simulators.Graph;

/// <summary>Changes of site pages: https://learn.microsoft.com/graph/api/sitepage-create, .../sitepage-update, .../sitepage-publish.</summary>
internal static class PageWriteHandlers
{
    public static async Task CreateAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        if (body.Text("@odata.type") != "#microsoft.graph.sitePage")
            throw new GraphException(400, "invalidRequest", "The type of the page is missing.");
        var page = call.Site.CreatePage(body.NeededText("name"), body);
        await ItemWriting.WriteAsync(call, PageJson.Describe(call.Site, page, withCanvas: false), 201);
    }

    public static async Task PatchAsync(GraphCall call)
    {
        var page = call.Site.PatchPage(call.Route.Item!, await JsonBody.ReadObjectAsync(call));
        await ItemWriting.WriteAsync(call, PageJson.Describe(call.Site, page, withCanvas: false), 200);
    }

    public static Task PublishAsync(GraphCall call)
    {
        call.Site.PublishPage(call.Route.Item!);
        return WriteHandlers.NoContentAsync(call);
    }
}
