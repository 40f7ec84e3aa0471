namespace Veeam365.Simulators.Graph;

/// <summary>A message to put into a folder.</summary>
public sealed record NewMessage(byte[] Mime)
{
    /// <summary>Null takes the Date header, or now.</summary>
    public DateTimeOffset? Received { get; init; }

    public bool IsRead { get; init; } = true;

    public bool IsDraft { get; init; }

    public IReadOnlyList<string> Categories { get; init; } = [];

    public FlagStatus Flag { get; init; }

    internal StoredMime? Parsed { get; init; }
}
