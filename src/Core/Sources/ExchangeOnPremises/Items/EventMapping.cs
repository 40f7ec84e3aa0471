using System.Globalization;
using System.Xml.Linq;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>An event in the words of Microsoft Graph. A series is one item, its exceptions and cancelled occurrences within it.</summary>
internal static class EventMapping
{
    private static readonly XNamespace T = EwsNames.Types;

    /// <summary>The event's JSON, without its exceptions.</summary>
    public static byte[] Json(XElement item)
    {
        using var json = new ItemJson();
        ItemMapping.WriteCommon(json, item);
        WriteText(json, item);
        WriteTimes(json, item);
        WritePeople(json, item);
        if (item.Element(T + "Recurrence") is { } recurrence)
            RecurrenceMapping.Write(json, recurrence, item.Text("StartTimeZoneId") ?? Zone(item));
        json.Texts("cancelledOccurrences", item.Element(T + "DeletedOccurrences")?.Elements().Select(o => Cancelled(item, o)) ?? []);
        json.Text("exchange", ItemXml.Of(item));
        return json.End();
    }

    public static ItemVersion Version(XElement item, string id, string? parentKey, ReadOnlySpan<byte> everything) => new()
    {
        Key = id,
        Kind = ItemKind.Event,
        ParentKey = parentKey,
        Name = ItemJson.Clean(item.Text("Subject") ?? ""),
        CreatedAt = item.Time("DateTimeCreated"),
        ModifiedAt = item.Time("LastModifiedTime"),
        VersionTag = VersionTag.Of(item.ChangeKey(), everything).ToString(),
        From = People.One(item.Element(T + "Organizer")),
        To = People.Many([item.Element(T + "RequiredAttendees"), item.Element(T + "OptionalAttendees"), item.Element(T + "Resources")]),
        Flags = item.Flag("HasAttachments") ? ItemFlags.HasAttachments : ItemFlags.None,
    };

    /// <summary>Ids of the occurrences that were changed.</summary>
    public static IReadOnlyList<string> ChangedOccurrences(XElement item) =>
        [.. item.Element(T + "ModifiedOccurrences")?.Elements().Select(o => o.Id("ItemId")).OfType<string>() ?? []];

    private static void WriteText(ItemJson json, XElement item)
    {
        json.Text("iCalUId", item.Text("UID"));
        json.Text("subject", item.Text("Subject"));
        if (item.Element(T + "Body") is { } body)
        {
            json.Object("body", () =>
            {
                json.Text("contentType", Words.Lower(body.Attribute("BodyType")?.Value));
                json.Text("content", body.Value);
            });
        }
        json.Text("importance", Words.Lower(item.Text("Importance")));
        json.Text("sensitivity", Words.Lower(item.Text("Sensitivity")));
        json.Text("showAs", Words.ShowAs(item.Text("LegacyFreeBusyStatus")));
        json.Text("type", Words.EventType(item.Text("CalendarItemType")));
        json.Flag("isAllDay", item.Flag("IsAllDayEvent"));
        json.Flag("isCancelled", item.Flag("IsCancelled"));
        json.Flag("isReminderOn", item.Flag("ReminderIsSet"));
        json.Flag("responseRequested", item.Flag("IsResponseRequested"));
        json.Flag("hasAttachments", item.Flag("HasAttachments"));
        json.Number("reminderMinutesBeforeStart", item.Number("ReminderMinutesBeforeStart"));
        if (item.Text("Location") is { } place)
            json.Object("location", () => json.Text("displayName", place));
    }

    private static void WriteTimes(ItemJson json, XElement item)
    {
        Moment(json, "start", item.Time("Start"), item);
        Moment(json, "end", item.Time("End"), item);
        json.Text("originalStartTimeZone", Zone(item));
        // Of an exception: the occurrence that it stands for.
        json.Time("originalStart", item.Time("RecurrenceId") ?? (item.Text("CalendarItemType") == "Exception" ? item.Time("OriginalStart") : null));
    }

    private static void WritePeople(ItemJson json, XElement item)
    {
        json.Person("organizer", item.Element(T + "Organizer"));
        json.Writer.WriteStartArray("attendees");
        foreach ((string list, string type) in new[] { ("RequiredAttendees", "required"), ("OptionalAttendees", "optional"), ("Resources", "resource") })
        {
            foreach (XElement attendee in item.Element(T + list)?.Elements(T + "Attendee") ?? [])
            {
                json.Writer.WriteStartObject();
                json.Text("type", type);
                json.Object("status", () => json.Text("response", Words.Response(attendee.Text("ResponseType"))));
                if (attendee.Element(T + "Mailbox") is { } mailbox)
                    json.Person(mailbox);
                json.Writer.WriteEndObject();
            }
        }
        json.Writer.WriteEndArray();
    }

    // A day has no zone: its beginning at home is what it says, whatever that is in UTC.
    private static void Moment(ItemJson json, string name, DateTimeOffset? time, XElement item)
    {
        if (time is not { } moment)
            return;
        DateTime written = item.Flag("IsAllDayEvent") ? DayOf(moment, item) : moment.UtcDateTime;
        json.Object(name, () =>
        {
            json.Text("dateTime", written.ToString("yyyy-MM-dd'T'HH:mm:ss'.0000000'", CultureInfo.InvariantCulture));
            json.Text("timeZone", "UTC");
        });
    }

    private static DateTime DayOf(DateTimeOffset moment, XElement item) => Zone(item) is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone)
        ? TimeZoneInfo.ConvertTime(moment, zone).Date
        : moment.UtcDateTime.AddHours(12).Date;

    private static string? Zone(XElement item) => item.Element(T + "StartTimeZone")?.Attribute("Id")?.Value ?? item.Text("TimeZone");

    /// <summary>In the form of Microsoft Graph: OID.{series}.{day}.</summary>
    private static string? Cancelled(XElement series, XElement occurrence) => occurrence.Time("Start") is { } start
        ? $"OID.{series.Id("ItemId")}.{(Zone(series) is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone) ? TimeZoneInfo.ConvertTime(start, zone) : start):yyyy-MM-dd}"
        : null;
}
