using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Veeam365.Simulators.Graph;

/// <summary>JSON that clients send.</summary>
internal static class JsonBody
{
    // The service refuses larger requests: https://learn.microsoft.com/graph/outlook-large-attachments
    private const int Largest = 4 << 20;

    public static async Task<byte[]> ReadAsync(GraphCall call, long largest = Largest)
    {
        using var body = new MemoryStream();
        await call.Http.Request.Body.CopyToAsync(body, call.Aborted);
        return body.Length <= largest ? body.ToArray() : throw new GraphException(413, "RequestEntityTooLarge", "The request is too large.");
    }

    public static async Task<JsonObject> ReadObjectAsync(GraphCall call)
    {
        var bytes = await ReadAsync(call);
        try
        {
            return bytes.Length == 0 ? [] : JsonNode.Parse(bytes) as JsonObject ?? throw Unreadable();
        }
        catch (JsonException)
        {
            throw Unreadable();
        }
    }

    public static string? Text(this JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static string NeededText(this JsonObject json, string name) =>
        json.Text(name) ?? throw new GraphException(400, "ErrorInvalidRequest", $"The property '{name}' is missing.");

    public static bool? Flag(this JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

    /// <summary>singleValueExtendedProperties by id.</summary>
    public static Dictionary<string, string> Extended(this JsonObject json)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in (json["singleValueExtendedProperties"] as JsonArray ?? []).OfType<JsonObject>())
            found[one.NeededText("id")] = one.NeededText("value");
        return found;
    }

    /// <summary>The ids that $expand=singleValueExtendedProperties($filter=id eq '...' or id eq '...') asks for; none without.</summary>
    public static string[] WantedExtended(GraphCall call)
    {
        const string Head = "singleValueExtendedProperties($filter=";
        if (call.Query("$expand") is not { } expand)
            return [];
        if (!expand.StartsWith(Head, StringComparison.OrdinalIgnoreCase) || !expand.EndsWith(')'))
            throw new GraphException(400, "RequestBroker--ParseUri", $"The expansion '{expand}' is not supported here.");
        return [.. expand[Head.Length..^1].Split(" or ").Select(static one => one["id eq '".Length..^1])];
    }

    /// <summary>Those of an item that were asked for.</summary>
    public static JsonArray? Selected(IReadOnlyDictionary<string, string> extended, string[] wanted)
    {
        var found = wanted.Where(extended.ContainsKey).Select(id => (JsonNode)new JsonObject { ["id"] = id, ["value"] = extended[id] }).ToArray();
        return found.Length == 0 ? null : new JsonArray(found);
    }

    /// <summary>What $filter asks for: internetMessageId, or an extended property with a value; null without a filter.</summary>
    public static (string? MessageId, string? ExtendedValue)? WantedFilter(GraphCall call)
    {
        if (call.Query("$filter") is not { } filter)
            return null;
        var message = Regex.Match(filter, "^internetMessageId eq '(.*)'$");
        if (message.Success)
            return (message.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal), null);
        var extended = Regex.Match(filter, @"^singleValueExtendedProperties/any\(ep: ep/id eq '(.*)' and ep/value eq '(.*)'\)$", RegexOptions.IgnoreCase);
        if (extended.Success)
            return (null, extended.Groups[1].Value + "\n" + extended.Groups[2].Value.Replace("''", "'", StringComparison.Ordinal));
        throw new GraphException(400, "ErrorInvalidUrlQueryFilter", $"The filter '{filter}' is not supported here.");
    }

    /// <summary>True for an item with the extended property that a filter asks for.</summary>
    public static bool Has(this IReadOnlyDictionary<string, string> extended, string wanted)
    {
        var parts = wanted.Split('\n');
        return extended.TryGetValue(parts[0], out var value) && value == parts[1];
    }

    private static GraphException Unreadable() => new(400, "RequestBodyRead", "The request body is not a JSON object.");
}
