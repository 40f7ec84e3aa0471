using System.Globalization;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A change to somebody's calendars as a person writes it.</summary>
internal sealed record EventCommand(string User, string Action)
{
    public string? Id { get; init; }

    public string? Calendar { get; init; }

    public string? Name { get; init; }

    /// <summary>Properties of the event type.</summary>
    public JsonObject? Properties { get; init; }

    /// <summary>When the occurrence would begin.</summary>
    public DateTimeOffset? OriginalStart { get; init; }

    /// <summary>An attachment's content in base64.</summary>
    public byte[]? Content { get; init; }

    public bool Hard { get; init; }

    public object Apply(SimulatedTenant tenant)
    {
        var calendar = tenant.User(User).Calendar;
        switch (Action)
        {
            case "add":
                return new { Id = Properties is null ? calendar.Add(Name ?? "New event", Calendar) : calendar.Add(Properties, Calendar) };
            case "update":
                calendar.Update(NeededId(), Properties ?? throw GraphException.BadRequest("update needs properties."));
                break;
            case "changeOccurrence":
                return new { Id = calendar.ChangeOccurrence(NeededId(), NeededStart(), Properties ?? []) };
            case "cancelOccurrence":
                calendar.CancelOccurrence(NeededId(), DateOnly.FromDateTime(NeededStart().Date));
                break;
            case "attach":
                calendar.AddAttachment(NeededId(), new SimulatedAttachment(Name ?? "attachment.bin") { Content = Content ?? [] });
                break;
            case "move":
                calendar.Move(NeededId(), Calendar ?? throw GraphException.BadRequest("move needs a calendar."));
                break;
            case "delete":
                calendar.Delete(NeededId(), Hard);
                break;
            case "addCalendar":
                return new { Id = calendar.AddFolder(Name ?? throw GraphException.BadRequest("addCalendar needs a name.")) };
            case "deleteCalendar":
                calendar.DeleteFolder(Calendar ?? "");
                break;
            default:
                throw GraphException.BadRequest("Actions: add, update, changeOccurrence, cancelOccurrence, attach, move, delete, addCalendar, deleteCalendar.");
        }

        return new { Done = Action };
    }

    private string NeededId() => Id ?? throw GraphException.BadRequest($"{Action} needs an id.");

    private DateTimeOffset NeededStart() => OriginalStart ?? throw GraphException.BadRequest(string.Create(CultureInfo.InvariantCulture, $"{Action} needs an originalStart."));
}
