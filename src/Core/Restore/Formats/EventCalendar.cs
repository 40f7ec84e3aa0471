using System.Text.Json;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Writes an event as an iCalendar file (RFC 5545): a single event, or a series with its exceptions.</summary>
internal sealed class EventCalendar(EmbeddedContents contents, Stream output)
{
    private readonly ContentLineWriter _lines = new(output);
    private readonly JsonElement _event = contents.Json.RootElement;

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var zone = new CalendarZone(ZoneName());
        _lines.Line("BEGIN", "VCALENDAR");
        _lines.Line("VERSION", "2.0");
        _lines.Line("PRODID", "-//Veeam365//Backup//EN");
        _lines.Line("CALSCALE", "GREGORIAN");
        if (!_event.Flag("isAllDay") && CalendarZone.Read(_event.Member("start")) is { } start)
            zone.Write(_lines, start);
        string id = _event.Text("iCalUId") is { Length: > 0 } known ? known : _event.Text("id") ?? "";
        await new EventComponent(contents, _lines, zone, id, _event).WriteAsync(_event, cancellationToken).ConfigureAwait(false);
        foreach (JsonElement exception in _event.Items("exceptionOccurrences"))
            await new EventComponent(contents, _lines, zone, id, _event).WriteAsync(exception, cancellationToken).ConfigureAwait(false);
        _lines.Line("END", "VCALENDAR");
        await _lines.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The zone that the organizer thought in: a series repeats at the same time of its day.</summary>
    private string? ZoneName()
    {
        string?[] names = [_event.Member("recurrence").Member("range").Text("recurrenceTimeZone"), _event.Text("originalStartTimeZone"), _event.Member("start").Text("timeZone")];
        return Array.Find(names, static n => !string.IsNullOrEmpty(n));
    }
}
