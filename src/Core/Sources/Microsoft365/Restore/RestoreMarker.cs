using System.Text.Json;
using System.Text.Json.Nodes;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// The mark on what a restore made: which item it is and in which state. Named MAPI properties of our own, which Graph can write in the request that creates, tell in listings and
/// filter by (https://learn.microsoft.com/graph/api/resources/extended-properties-overview).
/// </summary>
/// <param name="Item">The item.</param>
/// <param name="State">Its state; null for an unfinished one.</param>
internal sealed record RestoreMarker(string Item, string? State)
{
    private const string ItemProperty = "String {6f2a6d6e-3f0b-4c8e-9a51-7d0b6f1f3a65} Name Veeam365Item";
    private const string StateProperty = "String {6f2a6d6e-3f0b-4c8e-9a51-7d0b6f1f3a65} Name Veeam365State";

    // What is not finished yet must not be taken for restored.
    private const string Unfinished = "unfinished";

    /// <summary>Has a listing tell marks.</summary>
    public static string Expand { get; } =
        $"$expand=singleValueExtendedProperties($filter=id eq '{Uri.EscapeDataString(ItemProperty)}' or id eq '{Uri.EscapeDataString(StateProperty)}')";

    public static RestoreMarker For(IItemToWrite item) => new(item.Marker, item.StateMarker);

    /// <summary>The mark of an object that was told with <see cref="Expand"/>; null when no restore made it.</summary>
    public static RestoreMarker? Of(JsonElement json)
    {
        string? item = Value(json, ItemProperty);
        string? state = Value(json, StateProperty);
        return item is null ? null : new RestoreMarker(item, state == Unfinished ? null : state);
    }

    /// <summary>Has a listing tell only what a restore made of this item.</summary>
    public string Filter => $"$filter=singleValueExtendedProperties/any(ep: ep/id eq '{Uri.EscapeDataString(ItemProperty)}' and ep/value eq '{GraphWriter.Quoted(Item)}')";

    /// <summary>As members of what is created or changed.</summary>
    public JsonArray ToJson(params (string Id, string Value)[] others) =>
        [.. others.Concat([(ItemProperty, Item), (StateProperty, State ?? Unfinished)]).Select(p => (JsonNode)new JsonObject { ["id"] = p.Item1, ["value"] = p.Item2 })];

    private static string? Value(JsonElement json, string property) =>
        json.Items("singleValueExtendedProperties").Where(p => p.Text("id") == property).Select(p => p.Text("value")).FirstOrDefault();
}
