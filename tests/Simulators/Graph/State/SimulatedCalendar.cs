using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>The calendars of a mailbox: single events, series, their exceptions and cancelled occurrences, attachments.</summary>
public sealed partial class SimulatedCalendar : SimulatedItems
{
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);
    private readonly string _address;
    private int _attachments;

    internal SimulatedCalendar(Guid id, string address, TimeProvider time)
        : base(id, "Calendar", time) => _address = address;

    /// <summary>Adds an event with these properties of the event type; with a recurrence it is a series. Returns its immutable id.</summary>
    public string Add(JsonObject properties, string? calendar = null)
    {
        ArgumentNullException.ThrowIfNull(properties);
        return AddItem(calendar, properties);
    }

    /// <summary>Adds an event that has a subject and an hour.</summary>
    public string Add(string subject, string? calendar = null) => Add(Hour(subject), calendar);

    /// <summary>Changes one occurrence of a series: it becomes an exception. As in Exchange, the series changes with it. Returns the exception's id.</summary>
    public string ChangeOccurrence(string series, DateTimeOffset originalStart, JsonObject changes)
    {
        lock (Sync)
        {
            var master = Resolve(series);
            var state = StateOf(master);
            var properties = (JsonObject)state.Properties.DeepClone();
            properties.Remove("recurrence");
            foreach (var (name, value) in changes)
                properties[name] = value?.DeepClone();
            properties["originalStart"] = originalStart.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var id = AddItem(Ids.Folder(state.Folder), properties, state with { Master = master, Attachments = [], Cancelled = [] });
            Set(master, state);
            return id;
        }
    }

    /// <summary>Takes one occurrence out of a series.</summary>
    public void CancelOccurrence(string series, DateOnly day) => Change(series, state => state with
    {
        Cancelled = state.Cancelled.Add(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
    });

    public void AddAttachment(string eventId, SimulatedAttachment attachment)
    {
        ArgumentNullException.ThrowIfNull(attachment);
        lock (Sync)
        {
            var state = StateOf(Resolve(eventId));
            Set(Resolve(eventId), state with { Attachments = state.Attachments.Add(attachment with { Number = ++_attachments }) });
            if (state.Master >= 0)
                Set(state.Master, StateOf(state.Master));
        }
    }

    public void RemoveAttachments(string eventId) => Change(eventId, static state => state with { Attachments = [] });

    /// <summary>Adds a calendar that somebody else shared; it is listed here and belongs to them.</summary>
    public string AddShared(string name, string owner)
    {
        var id = AddFolder(name);
        lock (Sync)
        {
            _owners[id] = owner;
        }

        return id;
    }

    internal string OwnerOf(string calendar)
    {
        lock (Sync)
        {
            return _owners.GetValueOrDefault(calendar, _address);
        }
    }

    internal override JsonObject Describe(ItemState state, int ordinal, bool immutable)
    {
        var json = new JsonObject
        {
            ["@odata.etag"] = $"W/\"{ItemKeys.ChangeKey(this, state.ChangeNumber)}\"",
            ["id"] = Ids.Message(immutable, state.Folder, ordinal),
            ["createdDateTime"] = state.Created.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["lastModifiedDateTime"] = state.Modified.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["changeKey"] = ItemKeys.ChangeKey(this, state.ChangeNumber),
            ["categories"] = new JsonArray(),
            ["iCalUId"] = $"040000008200E00074C5B7101A82E008{Id:N}{(state.Master < 0 ? ordinal : state.Master):X8}",
            ["hasAttachments"] = state.Attachments.Exists(static a => !a.IsInline),
            ["type"] = TypeOf(state),
            ["seriesMasterId"] = state.Master < 0 ? null : Ids.Message(immutable, state.Folder, state.Master),
        };
        foreach (var (name, value) in state.Properties)
            json[name] = value?.DeepClone();
        return json;
    }

    internal static string TypeOf(ItemState state)
    {
        if (state.Master >= 0)
            return "exception";
        return state.Properties["recurrence"] is null ? "singleInstance" : "seriesMaster";
    }

    /// <summary>The occurrenceIds of what was taken out of a series.</summary>
    internal JsonArray CancelledOf(ItemState state, int ordinal, bool immutable) =>
        [.. state.Cancelled.Select(day => (JsonNode)$"OID.{Ids.Message(immutable, state.Folder, ordinal)}.{day}")];

    /// <summary>An attachment as a list tells it, its content left out.</summary>
    internal JsonObject Describe(SimulatedAttachment attachment, ItemState state, int ordinal, bool immutable)
    {
        var kind = "fileAttachment";
        if (attachment.Content is null)
            kind = attachment.Item is null ? "referenceAttachment" : "itemAttachment";
        return new JsonObject
        {
            ["@odata.type"] = "#microsoft.graph." + kind,
            ["id"] = Ids.Attachment(immutable, state.Folder, ordinal, attachment.Number),
            ["lastModifiedDateTime"] = state.Created.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["name"] = attachment.Name,
            ["contentType"] = kind == "fileAttachment" ? attachment.ContentType : null,
            ["size"] = attachment.Value.Length,
            ["isInline"] = attachment.IsInline,
        };
    }

    private protected override int TopFor() => Root;

    private static JsonObject Hour(string subject) => new()
    {
        ["subject"] = subject,
        ["start"] = new JsonObject { ["dateTime"] = "2026-03-02T09:00:00.0000000", ["timeZone"] = "UTC" },
        ["end"] = new JsonObject { ["dateTime"] = "2026-03-02T10:00:00.0000000", ["timeZone"] = "UTC" },
    };
}
