using System.Globalization;
using System.Text.Json;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Writes one VEVENT: an event, a series, or an exception of it.</summary>
internal sealed class EventComponent(EmbeddedContents contents, ContentLineWriter lines, CalendarZone zone, string id, JsonElement series)
{
    public async Task WriteAsync(JsonElement json, CancellationToken cancellationToken)
    {
        lines.Line("BEGIN", "VEVENT");
        lines.Text("UID", id);
        Stamp("DTSTAMP", json.Time("lastModifiedDateTime") ?? DateTimeOffset.UnixEpoch);
        Stamp("CREATED", json.Time("createdDateTime"));
        Stamp("LAST-MODIFIED", json.Time("lastModifiedDateTime"));
        WriteTimes(json);
        WriteText(json);
        WriteKind(json);
        WritePeople(json);
        WriteAlarm(json);
        foreach (JsonElement attachment in json.Items("attachments"))
            await WriteAttachmentAsync(attachment, cancellationToken).ConfigureAwait(false);
        lines.Line("END", "VEVENT");
        await lines.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private void WriteTimes(JsonElement json)
    {
        bool isAllDay = json.Flag("isAllDay");
        Moment("DTSTART", json.Member("start"), isAllDay);
        Moment("DTEND", json.Member("end"), isAllDay);
        if (json.Text("originalStart") is not null && json.Time("originalStart") is { } original && json.Text("type") != "seriesMaster")
            Moment("RECURRENCE-ID", original, series.Flag("isAllDay"));
        if (RecurrenceRule.Of(json.Member("recurrence"), zone, isAllDay) is not { } rule)
            return;
        lines.Line("RRULE", rule);
        foreach (string occurrence in json.Texts("cancelledOccurrences"))
            WriteCancelled(occurrence, json, isAllDay);
    }

    /// <summary>An occurrenceId ends with the day that it stands for: OID.{series}.{yyyy-MM-dd}.</summary>
    private void WriteCancelled(string occurrence, JsonElement json, bool isAllDay)
    {
        string day = occurrence[(occurrence.LastIndexOf('.') + 1)..];
        if (!DateTime.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date) || CalendarZone.Read(json.Member("start")) is not { } start)
            return;
        if (isAllDay)
            lines.Line("EXDATE;VALUE=DATE", Date(date));
        else
            Moment("EXDATE", zone.MomentOf(date + zone.LocalOf(start).TimeOfDay), isAllDay: false);
    }

    private void WriteText(JsonElement json)
    {
        lines.Text("SUMMARY", json.Text("subject"));
        lines.Text("LOCATION", json.Member("location").Text("displayName"));
        JsonElement body = json.Member("body");
        if (body.Text("content") is { Length: > 0 } text)
        {
            bool isHtml = string.Equals(body.Text("contentType"), "html", StringComparison.OrdinalIgnoreCase);
            lines.Text("DESCRIPTION", isHtml ? HtmlText.Of(text) : text);
            if (isHtml)
                lines.Text("X-ALT-DESC;FMTTYPE=text/html", text);
        }

        lines.Texts("CATEGORIES", ',', json.Texts("categories"));
        JsonElement place = json.Member("location").Member("coordinates");
        if (place.Member("latitude").ValueKind == JsonValueKind.Number && place.Member("longitude").ValueKind == JsonValueKind.Number)
            lines.Line("GEO", $"{place.Member("latitude").GetRawText()};{place.Member("longitude").GetRawText()}");
        if (json.Member("onlineMeeting").Text("joinUrl") is { Length: > 0 } url)
            lines.Line("URL", ContentLineWriter.Bare(url));
    }

    private void WriteKind(JsonElement json)
    {
        string? showAs = json.Text("showAs");
        lines.Line("CLASS", json.Text("sensitivity") switch { "private" or "personal" => "PRIVATE", "confidential" => "CONFIDENTIAL", _ => "PUBLIC" });
        lines.Line("PRIORITY", json.Text("importance") switch { "high" => "1", "low" => "9", _ => "5" });
        lines.Line("TRANSP", showAs is "free" or "workingElsewhere" ? "TRANSPARENT" : "OPAQUE");
        lines.Line("X-MICROSOFT-CDO-BUSYSTATUS", showAs switch { "free" => "FREE", "tentative" => "TENTATIVE", "oof" => "OOF", "workingElsewhere" => "WORKINGELSEWHERE", _ => "BUSY" });
        string status = showAs == "tentative" ? "TENTATIVE" : "CONFIRMED";
        lines.Line("STATUS", json.Flag("isCancelled") ? "CANCELLED" : status);
    }

    private void WritePeople(JsonElement json)
    {
        Person("ORGANIZER", json.Member("organizer"), "");
        foreach (JsonElement attendee in json.Items("attendees"))
            Person("ATTENDEE", attendee, Role(attendee) + Answer(attendee) + (json.Flag("responseRequested") ? ";RSVP=TRUE" : ""));
    }

    private void Person(string property, JsonElement person, string parameters)
    {
        JsonElement address = person.Member("emailAddress");
        if (address.Text("address") is not { Length: > 0 } mail)
            return;
        string name = address.Text("name") is { Length: > 0 } known ? $";CN={ContentLineWriter.Quote(known)}" : "";
        lines.Line(property + name + parameters, "mailto:" + ContentLineWriter.Bare(mail));
    }

    private static string Role(JsonElement attendee) => attendee.Text("type") switch
    {
        "optional" => ";ROLE=OPT-PARTICIPANT",
        "resource" => ";CUTYPE=RESOURCE;ROLE=NON-PARTICIPANT",
        _ => ";ROLE=REQ-PARTICIPANT",
    };

    private static string Answer(JsonElement attendee) => attendee.Member("status").Text("response") switch
    {
        "accepted" or "organizer" => ";PARTSTAT=ACCEPTED",
        "tentativelyAccepted" => ";PARTSTAT=TENTATIVE",
        "declined" => ";PARTSTAT=DECLINED",
        _ => ";PARTSTAT=NEEDS-ACTION",
    };

    private void WriteAlarm(JsonElement json)
    {
        if (!json.Flag("isReminderOn") || json.Number("reminderMinutesBeforeStart") is not { } minutes)
            return;
        lines.Line("BEGIN", "VALARM");
        lines.Line("ACTION", "DISPLAY");
        lines.Line("DESCRIPTION", "Reminder");
        lines.Line("TRIGGER", string.Create(CultureInfo.InvariantCulture, $"{(minutes < 0 ? "" : "-")}PT{Math.Abs((long)minutes)}M"));
        lines.Line("END", "VALARM");
    }

    private async Task WriteAttachmentAsync(JsonElement attachment, CancellationToken cancellationToken)
    {
        await using FileStream? content = contents.Open(attachment);
        if (content is null)
            return;
        bool isItem = attachment.Text("@odata.type")?.EndsWith("itemAttachment", StringComparison.OrdinalIgnoreCase) == true;
        string type = isItem ? "message/rfc822" : attachment.Text("contentType") is { Length: > 0 } told ? told : "application/octet-stream";
        string name = ContentLineWriter.Quote(attachment.Text("name") ?? "");
        await lines.BinaryAsync($"ATTACH;FMTTYPE={ContentLineWriter.Quote(type)};X-FILENAME={name};ENCODING=BASE64;VALUE=BINARY", content, cancellationToken).ConfigureAwait(false);
    }

    private void Moment(string property, JsonElement time, bool isAllDay)
    {
        if (isAllDay && DateTime.TryParse(time.Text("dateTime"), CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day))
            lines.Line(property + ";VALUE=DATE", Date(day));
        else if (CalendarZone.Read(time) is { } moment)
            Moment(property, moment, isAllDay: false);
    }

    private void Moment(string property, DateTimeOffset moment, bool isAllDay)
    {
        (string name, string value) = isAllDay ? (property + ";VALUE=DATE", Date(moment.UtcDateTime)) : zone.Moment(property, moment);
        lines.Line(name, value);
    }

    private void Stamp(string property, DateTimeOffset? moment)
    {
        if (moment is { } known)
            lines.Line(property, known.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
    }

    private static string Date(DateTime day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
