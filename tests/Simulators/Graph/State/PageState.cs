using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>One state of a site page; immutable.</summary>
internal sealed record PageState(Guid Id, string Name, string Title, JsonObject Canvas, DateTimeOffset Created, DateTimeOffset Modified, int Version)
{
    private static readonly HashSet<string> Writable = ["description", "pageLayout", "promotionKind", "showComments", "showRecommendedPages", "thumbnailWebUrl", "titleArea"];

    /// <summary>What is told of it beside its title and canvas.</summary>
    public JsonObject Settings { get; init; } = new() { ["pageLayout"] = "article", ["promotionKind"] = "page", ["showComments"] = true };

    public bool IsPublished { get; init; } = true;

    /// <summary>With what a client wrote.</summary>
    public PageState With(JsonObject body)
    {
        var settings = (JsonObject)Settings.DeepClone();
        foreach (var (name, value) in body.Where(static p => Writable.Contains(p.Key)))
            settings[name] = value?.DeepClone();
        return this with { Title = body.Text("title") ?? Title, Canvas = body["canvasLayout"] is JsonObject canvas ? (JsonObject)canvas.DeepClone() : Canvas, Settings = settings };
    }
}
