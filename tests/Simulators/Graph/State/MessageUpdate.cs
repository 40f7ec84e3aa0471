namespace Veeam365.Simulators.Graph;

/// <summary>What changes in a message; null leaves it as it is.</summary>
public sealed record MessageUpdate
{
    public bool? IsRead { get; init; }

    public IReadOnlyList<string>? Categories { get; init; }

    public FlagStatus? Flag { get; init; }

    /// <summary>Rewrites the Subject header of the MIME content.</summary>
    public string? Subject { get; init; }

    /// <summary>Other MIME content, as when a draft is edited.</summary>
    public byte[]? Mime { get; init; }
}
