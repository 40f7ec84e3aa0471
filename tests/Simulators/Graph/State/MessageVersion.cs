namespace Veeam365.Simulators.Graph;

/// <summary>One state of a message; immutable.</summary>
internal sealed record MessageVersion
{
    public required MimeSource Source { get; init; }

    public required DateTimeOffset Received { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Modified { get; init; }

    public required long ChangeNumber { get; init; }

    public bool IsRead { get; init; }

    public bool IsDraft { get; init; }

    public IReadOnlyList<string> Categories { get; init; } = [];

    public FlagStatus Flag { get; init; }

    /// <summary>Null as the MIME content says.</summary>
    public string? Importance { get; init; }

    /// <summary>Extended properties that clients wrote, by id.</summary>
    public System.Collections.Immutable.ImmutableDictionary<string, string> Extended { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;
}
