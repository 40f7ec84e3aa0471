using System.Text.Json.Nodes;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests;

/// <summary>What the stored content of a contact or event must say, written in one way so that texts can be compared.</summary>
internal static class ItemJsonTruth
{
    public static string Text(byte[] content) => Sorted(JsonNode.Parse(content)!).ToJsonString();

    public static string Text(ItemTruth truth) => Sorted(Expected(truth)).ToJsonString();

    /// <summary>An object as the service tells it; its own annotations are not kept.</summary>
    public static string Text(JsonObject json) =>
        Sorted(new JsonObject(json.Where(p => !p.Key.Contains('@', StringComparison.Ordinal)).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())))).ToJsonString();

    private static JsonObject Expected(ItemTruth truth)
    {
        var json = (JsonObject)truth.Json.DeepClone();
        if (truth.Photo is not null)
            json["photo"] = new JsonObject { ["contentBytes"] = Convert.ToBase64String(truth.Photo) };
        if (truth.Attachments.Count > 0)
            json["attachments"] = new JsonArray([.. truth.Attachments.Select(a => a.DeepClone())]);
        if (truth.Exceptions.Count > 0)
            json["exceptionOccurrences"] = new JsonArray([.. truth.Exceptions.OrderBy(e => e.Id, StringComparer.Ordinal).Select(Expected)]);
        return json;
    }

    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : (JsonNode?)Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(n => n is null ? null : Sorted(n))]),
        _ => node.DeepClone(),
    };
}
