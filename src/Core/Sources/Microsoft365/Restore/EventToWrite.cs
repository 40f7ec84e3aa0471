using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>An event to be written: a single one, or a series with its exceptions.</summary>
internal sealed class EventToWrite(IItemToWrite item, IEmbeddedContent content, bool includeAttendees)
{
    // What can be written of an event: https://learn.microsoft.com/graph/api/user-post-events. An online meeting would be a new one, so it is left out.
    private static readonly string[] Writable =
    [
        "allowNewTimeProposals", "body", "categories", "end", "hideAttendees", "importance", "isAllDay", "isReminderOn", "location", "locations", "recurrence",
        "reminderMinutesBeforeStart", "responseRequested", "sensitivity", "showAs", "start", "subject", "transactionId",
    ];

    public string Key => item.Version.Key;

    public string ChangeKey => VersionTag.Parse(item.Version.VersionTag).Content;

    public RestoreMarker Marker { get; } = RestoreMarker.For(item);

    public long Length => item.Version.Content?.Length ?? 0;

    public JsonElement Json => content.Root;

    public string? CalendarUid => Json.Text("iCalUId");

    public IEnumerable<JsonElement> Exceptions => Json.Items("exceptionOccurrences");

    /// <summary>Days on which an occurrence was taken out: OID.{id}.{day}.</summary>
    public IEnumerable<DateOnly> CancelledDays => Json.Items("cancelledOccurrences")
        .Select(o => o.GetString()?.Split('.')[^1])
        .Where(d => DateOnly.TryParseExact(d, "yyyy-MM-dd", out _))
        .Select(d => DateOnly.ParseExact(d!, "yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>True when one request does not make all of it.</summary>
    public bool NeedsMore => AttachmentsOf(Json).Any() || Exceptions.Any() || CancelledDays.Any();

    /// <summary>What does not come back with it; null for nothing.</summary>
    public string? Note
    {
        get
        {
            string[] lost =
            [
                .. HasAttendees && !includeAttendees ? ["attendees (they would be sent invitations)"] : Array.Empty<string>(),
                .. Everything.Any(e => e.Flag("isOnlineMeeting")) ? ["the online meeting"] : Array.Empty<string>(),
                .. Everything.SelectMany(e => e.Items("attachments")).Any(a => content.Open(a) is null) ? ["links attached to it"] : Array.Empty<string>(),
            ];
            return lost.Length == 0 ? null : "Without " + string.Join(", ", lost) + ".";
        }
    }

    private bool HasAttendees => Everything.Any(e => e.Items("attendees").Any());

    private IEnumerable<JsonElement> Everything => Exceptions.Prepend(Json);

    public JsonObject Properties() => PropertiesOf(Json);

    /// <summary>The event, or an exception, as a request's body.</summary>
    public JsonObject PropertiesOf(JsonElement json)
    {
        var properties = new JsonObject();
        foreach (string name in includeAttendees ? [.. Writable, "attendees"] : Writable)
        {
            if (json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
                properties[name] = value.ToNode();
        }

        // A series keeps its hour over summer time only when it is written in its own zone.
        Localize(properties, "start", json.Text("originalStartTimeZone"));
        Localize(properties, "end", json.Text("originalEndTimeZone"));
        return properties;
    }

    /// <summary>The files attached; an attached item comes back as a file, a link has no content.</summary>
    public IEnumerable<IAttachmentToWrite> AttachmentsOf(JsonElement json) => json.Items("attachments").Select(a => new EventAttachment(content, a)).Where(a => a.HasContent);

    private static void Localize(JsonObject properties, string name, string? zone)
    {
        if (properties[name] is not JsonObject time || zone is null or "UTC" || (string?)time["timeZone"] is not "UTC" || Find(zone) is not { } known)
            return;
        DateTime utc = DateTime.Parse((string)time["dateTime"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        properties[name] = new JsonObject
        {
            ["dateTime"] = TimeZoneInfo.ConvertTimeFromUtc(utc, known).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
            ["timeZone"] = zone,
        };
    }

    private static TimeZoneInfo? Find(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? known) ? known : null;
}
