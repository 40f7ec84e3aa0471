using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>One state of a list item; immutable.</summary>
internal sealed record ListItemState(int Id, JsonObject Fields, DateTimeOffset Created, DateTimeOffset Modified)
{
    public string CreatedBy { get; init; } = "Anna Adler";

    public string ModifiedBy { get; init; } = "Anna Adler";

    public string ContentType { get; init; } = "Item";

    public bool HasAttachments { get; init; }

    public bool IsDeleted { get; init; }

    public int Version { get; init; } = 1;

    /// <summary>Newest entry in the list's log.</summary>
    public int LogPosition { get; init; }
}
