using System.Text.Json;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>Calendars, events and their attachments.</summary>
internal static class CalendarHandlers
{
    // "contentBytes is absent above ~3 MB": larger ones are to be read from $value.
    private const int LargestInline = 3 * 1024 * 1024;

    private static readonly PropertySet Properties = new(
        "Microsoft.OutlookServices.Event",
        "createdDateTime", "lastModifiedDateTime", "changeKey", "categories", "allowNewTimeProposals", "attendees", "body", "bodyPreview", "cancelledOccurrences", "end",
        "hasAttachments", "hideAttendees", "iCalUId", "importance", "isAllDay", "isCancelled", "isDraft", "isOnlineMeeting", "isOrganizer", "isReminderOn", "location",
        "locations", "onlineMeeting", "onlineMeetingProvider", "onlineMeetingUrl", "organizer", "originalEndTimeZone", "originalStart", "originalStartTimeZone", "recurrence",
        "reminderMinutesBeforeStart", "responseRequested", "responseStatus", "sensitivity", "seriesMasterId", "showAs", "start", "subject", "transactionId", "type", "webLink");

    // What the delta of events tells: "a limited set of event properties for performance reasons".
    private static readonly string[] DeltaProperties = ["@odata.etag", "id", "type", "seriesMasterId", "start", "end"];

    public static Task ListAsync(GraphCall call)
    {
        call.RejectUnsupported("$filter", "$orderby", "$search", "$expand");
        var store = call.Calendar;
        return ItemPages.WriteListAsync(call, store.GetFolders(null), (writer, calendar) => Write(writer, store, calendar), "calendar");
    }

    public static async Task GetAsync(GraphCall call)
    {
        var calendar = call.Calendar.GetFolder(call.Route.Folder ?? call.Calendar.DefaultFolderId);
        using var reply = JsonReply.Start(call);
        Write(reply.Writer, call.Calendar, calendar);
        await reply.FinishAsync();
    }

    public static Task EventsAsync(GraphCall call)
    {
        var store = call.Calendar;
        var select = Select(call);
        var extended = JsonBody.WantedExtended(call);
        return ItemPages.WriteItemsAsync(
            call,
            store,
            store.GetFolder(call.Route.Folder!).Number,
            (writer, item) => ItemWriting.WithExtended(Selected(Describe(call, item), select), item.State!, extended).WriteTo(writer),
            static item => item.State!.Master < 0,
            "event");
    }

    public static Task DeltaAsync(GraphCall call)
    {
        // v1.0 knows delta for a window only (calendarView/delta).
        if (!call.Http.Request.Path.StartsWithSegments("/beta", StringComparison.Ordinal))
            throw GraphException.BadRequest("This request requires the parameters startDateTime and endDateTime.");
        var store = call.Calendar;
        return ItemPages.WriteDeltaAsync(
            call,
            store,
            store.GetFolder(call.Route.Folder!).Number,
            DeltaTokenKind.Events,
            (writer, item) => Selected(Describe(call, item), [.. DeltaProperties]).WriteTo(writer),
            "event");
    }

    public static async Task EventAsync(GraphCall call)
    {
        var (item, exceptions) = call.Calendar.GetWithExceptions(call.Route.Message!);
        var select = Select(call);
        var json = Describe(call, item);
        if (select.Contains("cancelledOccurrences") && SimulatedCalendar.TypeOf(item.State!) == "seriesMaster")
            json["cancelledOccurrences"] = call.Calendar.CancelledOf(item.State!, item.Ordinal, call.Preferences.ImmutableIds);
        json = Selected(json, select);
        Expand(call, item, exceptions, json);
        using var reply = JsonReply.Start(call);
        json.WriteTo(reply.Writer);
        await reply.FinishAsync();
    }

    public static async Task AttachmentsAsync(GraphCall call)
    {
        var item = call.Calendar.GetItem(call.Route.Message!, null);
        var isBare = call.Query("$select") is not null;
        using var reply = JsonReply.StartCollection(call, "Collection(attachment)");
        foreach (var attachment in item.State!.Attachments)
        {
            Describe(call, item, attachment, isBare).WriteTo(reply.Writer);
            await reply.FlushIfLargeAsync();
        }

        await reply.FinishCollectionAsync();
    }

    public static async Task AttachmentAsync(GraphCall call)
    {
        var (item, attachment) = Find(call);
        using var reply = JsonReply.Start(call);
        Describe(call, item, attachment, false).WriteTo(reply.Writer);
        await reply.FinishAsync();
    }

    public static async Task AttachmentContentAsync(GraphCall call)
    {
        var (_, attachment) = Find(call);
        if (attachment.Content is null && attachment.Item is null)
            throw new GraphException(405, "ErrorInvalidRequest", "A reference attachment has no content of its own.");
        await call.WriteBytesAsync(attachment.Value, attachment.ContentType);
    }

    private static (ItemView Item, SimulatedAttachment Attachment) Find(GraphCall call)
    {
        var item = call.Calendar.GetItem(call.Route.Message!, null);
        var number = OutlookIds.ReadAttachmentIndex(call.Route.Attachment!);
        return (item, item.State!.Attachments.Find(a => a.Number == number) ?? throw GraphException.ItemNotFound());
    }

    private static JsonObject Describe(GraphCall call, ItemView item) => call.Calendar.Describe(item.State!, item.Ordinal, call.Preferences.ImmutableIds);

    private static JsonObject Describe(GraphCall call, ItemView item, SimulatedAttachment attachment, bool isBare)
    {
        var json = call.Calendar.Describe(attachment, item.State!, item.Ordinal, call.Preferences.ImmutableIds);
        if (attachment.Content is { } content && content.Length < LargestInline && !isBare)
            json["contentBytes"] = Convert.ToBase64String(content);
        return json;
    }

    private static HashSet<string> Select(GraphCall call)
    {
        var select = call.Query("$select");
        Properties.Parse(select);
        return select is null ? [] : [.. select.Split(','), "id", "@odata.etag"];
    }

    private static JsonObject Selected(JsonObject json, HashSet<string> select)
    {
        if (select.Count == 0)
            return json;
        foreach (var name in json.Select(static p => p.Key).Where(name => !select.Contains(name)).ToList())
            json.Remove(name);
        return json;
    }

    private static void Expand(GraphCall call, ItemView item, List<ItemView> exceptions, JsonObject json)
    {
        foreach (var name in (call.Query("$expand") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (name)
            {
                case "calendar($select=id)":
                    json["calendar@odata.context"] = "about:blank";
                    json["calendar"] = new JsonObject { ["id"] = call.Calendar.Ids.Folder(item.Folder) };
                    break;
                case "exceptionOccurrences":
                    if (SimulatedCalendar.TypeOf(item.State!) == "seriesMaster")
                        json["exceptionOccurrences"] = new JsonArray([.. exceptions.Select(one => Describe(call, one))]);
                    break;
                default:
                    throw new GraphException(400, "RequestBroker--ParseUri", $"The expansion '{name}' is not supported here.");
            }
        }
    }

    public static void Write(Utf8JsonWriter writer, SimulatedCalendar store, ItemFolderView calendar)
    {
        var id = store.Ids.Folder(calendar.Number);
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteString("name"u8, calendar.Name);
        writer.WriteString("color"u8, "auto"u8);
        writer.WriteBoolean("isDefaultCalendar"u8, calendar.Number == SimulatedItems.Default);
        writer.WriteString("changeKey"u8, ItemKeys.ChangeKey(store, calendar.ChangeNumber));
        writer.WriteStartObject("owner"u8);
        writer.WriteString("name"u8, store.OwnerOf(id));
        writer.WriteString("address"u8, store.OwnerOf(id));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
