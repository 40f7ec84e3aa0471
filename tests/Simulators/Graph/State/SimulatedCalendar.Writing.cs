using System.Globalization;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <content>What clients of the service change.</content>
public sealed partial class SimulatedCalendar
{
    private const string Prefix = "OID.";

    /// <summary>Invitations and updates that were sent because a client wrote an event with attendees.</summary>
    public int MeetingMessagesSent { get; private set; }

    internal ItemView CreateEvent(string? calendar, JsonObject properties, IReadOnlyDictionary<string, string> extended)
    {
        Notify(properties);
        return Create(calendar, Normal(properties), extended);
    }

    internal ItemView PatchEvent(string id, JsonObject changes, IReadOnlyDictionary<string, string> extended)
    {
        if (ReadOccurrence(id) is { } one)
            id = FindException(one.Series, one.Start) ?? ChangeOccurrence(one.Series, one.Start, []);
        Patch(id, Normal(changes), extended);
        var changed = GetItem(id, null);
        Notify(changed.State!.Properties);
        return changed;
    }

    internal void DeleteEvent(string id)
    {
        if (ReadOccurrence(id) is { } one)
        {
            CancelOccurrence(one.Series, DateOnly.FromDateTime(one.Start.UtcDateTime));
            return;
        }

        Notify(GetItem(id, null).State!.Properties);
        Discard(id);
    }

    /// <summary>Occurrences within a window, exceptions in the place of what they changed.</summary>
    internal List<JsonObject> Instances(string series, DateTimeOffset from, DateTimeOffset to, bool immutable)
    {
        lock (Sync)
        {
            var master = Resolve(series);
            var state = StateOf(master);
            var shown = new List<JsonObject>();
            foreach (var start in Occurrences.Of(state.Properties).Where(start => start >= from && start < to))
            {
                var day = start.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                if (state.Cancelled.Contains(day))
                    continue;
                var changed = ExceptionsOf(master).Find(e => (string?)e.State!.Properties["originalStart"] == Original(start));
                var json = Describe(changed.State ?? state, changed.State is null ? master : changed.Ordinal, immutable);
                json.Remove("recurrence");
                json["originalStart"] = Original(start);
                if (changed.State is null)
                {
                    json["id"] = $"{Prefix}{Ids.Message(immutable, state.Folder, master)}.{day}";
                    json["type"] = "occurrence";
                    json["start"] = Time(start);
                }

                shown.Add(json);
            }

            return shown;
        }
    }

    /// <summary>Attaches a file; returns its number.</summary>
    internal (ItemView Item, int Number) Attach(string eventId, NewAttachment attachment)
    {
        lock (Sync)
        {
            AddAttachment(eventId, new SimulatedAttachment(attachment.Name) { Content = attachment.Content, ContentType = attachment.ContentType, IsInline = attachment.IsInline });
            return (GetItem(eventId, null), _attachments);
        }
    }

    internal void Detach(string eventId, int number) => Change(eventId, state => state with { Attachments = state.Attachments.RemoveAll(a => a.Number == number) });

    private (string Series, DateTimeOffset Start)? ReadOccurrence(string id)
    {
        if (!id.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var parts = id[Prefix.Length..].Split('.');
        var day = DateOnly.ParseExact(parts[^1], "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var found = Occurrences.Of(GetItem(parts[0], null).State!.Properties).Where(start => DateOnly.FromDateTime(start.UtcDateTime) == day).Take(1).ToList();
        return found.Count == 1 ? (parts[0], found[0]) : throw GraphException.ItemNotFound();
    }

    /// <summary>What an occurrence has become already: who changes it once more changes that.</summary>
    private string? FindException(string series, DateTimeOffset start)
    {
        lock (Sync)
        {
            var found = ExceptionsOf(Resolve(series)).Find(e => (string?)e.State!.Properties["originalStart"] == Original(start));
            return found.State is { } state ? Ids.Message(true, state.Folder, found.Ordinal) : null;
        }
    }

    private void Notify(JsonObject properties)
    {
        if (properties["attendees"] is JsonArray { Count: > 0 })
            MeetingMessagesSent++;
    }

    /// <summary>Times are told in UTC, whatever zone they were written in.</summary>
    private static JsonObject Normal(JsonObject properties)
    {
        var normal = (JsonObject)properties.DeepClone();
        foreach (var name in new[] { "start", "end" })
        {
            if (normal[name] is not JsonObject time || time.Text("timeZone") is not { } zone || zone == "UTC")
                continue;
            var local = DateTime.Parse(time.NeededText("dateTime"), CultureInfo.InvariantCulture);
            normal[name] = Time(new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeZoneInfo.FindSystemTimeZoneById(zone)), TimeSpan.Zero));
            normal[name == "start" ? "originalStartTimeZone" : "originalEndTimeZone"] = zone;
        }

        return normal;
    }

    private static JsonObject Time(DateTimeOffset time) => new()
    {
        ["dateTime"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
        ["timeZone"] = "UTC",
    };

    private static string Original(DateTimeOffset start) => start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
