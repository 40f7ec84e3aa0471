using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>What writing contacts and events have in common.</summary>
internal static class ItemWriting
{
    // What the service decides: clients that send it are not heard.
    private static readonly HashSet<string> ReadOnly = new(StringComparer.OrdinalIgnoreCase)
    {
        "id", "changeKey", "createdDateTime", "lastModifiedDateTime", "parentFolderId", "iCalUId", "type", "seriesMasterId", "hasAttachments", "isOrganizer", "organizer",
        "isCancelled", "webLink", "onlineMeeting", "onlineMeetingUrl", "responseStatus", "bodyPreview", "originalStart", "singleValueExtendedProperties", "attachments",
        "exceptionOccurrences", "cancelledOccurrences", "photo", "occurrenceId", "isDraft", "originalStartTimeZone", "originalEndTimeZone",
    };

    public static JsonObject Writable(JsonObject body)
    {
        var kept = new JsonObject();
        foreach (var (name, value) in body.Where(static p => !ReadOnly.Contains(p.Key) && !p.Key.Contains('@', StringComparison.Ordinal)))
            kept[name] = value?.DeepClone();
        return kept;
    }

    public static async Task WriteAsync(GraphCall call, JsonObject json, int status)
    {
        using var reply = JsonReply.Start(call, status);
        json.WriteTo(reply.Writer);
        await reply.FinishAsync();
    }

    /// <summary>Adds the extended properties that were asked for.</summary>
    public static JsonObject WithExtended(JsonObject json, ItemState state, string[] wanted)
    {
        if (JsonBody.Selected(state.Extended, wanted) is { } values)
            json["singleValueExtendedProperties"] = values;
        return json;
    }
}
