using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>Site pages as Graph writes them.</summary>
internal static class PageJson
{
    public static JsonObject Canvas(string text) => new()
    {
        ["horizontalSections"] = new JsonArray(new JsonObject
        {
            ["emphasis"] = "none",
            ["id"] = "1",
            ["layout"] = "oneColumn",
            ["columns"] = new JsonArray(new JsonObject
            {
                ["id"] = "1",
                ["width"] = 12,
                ["webparts"] = new JsonArray(new JsonObject
                {
                    ["@odata.type"] = "#microsoft.graph.textWebPart",
                    ["id"] = "6f9230af-2a98-4952-b205-9ede4f9ef548",
                    ["innerHtml"] = text,
                }),
            }),
        }),
    };

    public static JsonObject Describe(SimulatedSite site, PageState page, bool withCanvas)
    {
        var json = new JsonObject
        {
            ["id"] = page.Id.ToString("D"),
            ["eTag"] = $"\"{page.Id:D},{ListJson.Text(page.Version)}\"",
            ["name"] = page.Name,
            ["title"] = page.Title,
            ["createdDateTime"] = ListJson.Time(page.Created),
            ["lastModifiedDateTime"] = ListJson.Time(page.Modified),
            ["webUrl"] = $"{site.WebUrl}/SitePages/{Uri.EscapeDataString(page.Name)}",
            ["createdBy"] = ListJson.Identity("Anna Adler"),
            ["lastModifiedBy"] = ListJson.Identity("Anna Adler"),
            ["publishingState"] = new JsonObject { ["level"] = page.IsPublished ? "published" : "draft", ["versionId"] = $"{ListJson.Text(page.Version)}.0" },
            ["parentReference"] = new JsonObject { ["siteId"] = site.Id },
        };
        foreach (var (name, value) in page.Settings)
            json[name] = value?.DeepClone();
        if (withCanvas)
            json["canvasLayout"] = page.Canvas.DeepClone();
        return json;
    }
}
