using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>One state of a contact or event; immutable.</summary>
internal sealed record ItemState
{
    /// <summary>-1: gone.</summary>
    public required int Folder { get; init; }

    /// <summary>What its owner wrote; never changed in place.</summary>
    public required JsonObject Properties { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Modified { get; init; }

    public required long ChangeNumber { get; init; }

    public byte[]? Photo { get; init; }

    public ImmutableList<SimulatedAttachment> Attachments { get; init; } = [];

    /// <summary>The series an exception belongs to; -1 for none.</summary>
    public int Master { get; init; } = -1;

    /// <summary>Dates (yyyy-MM-dd) of a series that were taken out.</summary>
    public ImmutableList<string> Cancelled { get; init; } = [];

    /// <summary>Extended properties that clients wrote, by id.</summary>
    public ImmutableDictionary<string, string> Extended { get; init; } = ImmutableDictionary<string, string>.Empty;

    public bool IsGone => Folder < 0;
}
