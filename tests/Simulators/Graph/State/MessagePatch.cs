namespace Veeam365.Simulators.Graph;

/// <summary>What a client changes in a message; null leaves it as it is.</summary>
internal sealed record MessagePatch
{
    public bool? IsRead { get; init; }

    public IReadOnlyList<string>? Categories { get; init; }

    public FlagStatus? Flag { get; init; }

    public string? Importance { get; init; }

    public IReadOnlyDictionary<string, string> Extended { get; init; } = new Dictionary<string, string>();
}
