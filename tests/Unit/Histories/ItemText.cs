namespace Veeam365.Backup.Tests.Histories;

/// <summary>An item in words that can be compared: what is told of it, and what is read of it apart (contents, each by a name), perhaps later.</summary>
internal sealed record ItemText(string Told, IReadOnlyDictionary<string, string> Read)
{
    private static readonly Dictionary<string, string> Nothing = [];

    public ItemText(string told)
        : this(told, Nothing)
    {
    }

    public ItemText(string told, string content)
        : this(told, new Dictionary<string, string> { ["content"] = content })
    {
    }

    /// <summary>The key of the folder it lies in, empty for none; null when the words say it.</summary>
    public string? Parent { get; init; }

    public bool Equals(ItemText? other) => other is not null && Told == other.Told && Read.Count == other.Read.Count && Read.All(p => other.Reads(p.Key) == p.Value);

    public override int GetHashCode() => Told.GetHashCode(StringComparison.Ordinal);

    /// <summary>What is read under a name; nothing where there is no such part.</summary>
    public string Reads(string name) => Read.GetValueOrDefault(name, "");

    public override string ToString() => $"{Told} [{string.Join(", ", Read.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"))}]";
}
