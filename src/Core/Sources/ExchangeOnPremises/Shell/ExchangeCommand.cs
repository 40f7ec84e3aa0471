namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>A command with its parameters: values only, never text that is evaluated.</summary>
/// <param name="Name">The command, e.g. Get-Mailbox.</param>
public sealed record ExchangeCommand(string Name)
{
    /// <summary>Parameters by name; null for a switch.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();

    /// <summary>The command with one parameter more.</summary>
    public ExchangeCommand With(string name, object? value = null) => this with { Parameters = new Dictionary<string, object?>(Parameters) { [name] = value } };

    /// <summary>The command; what it is given is not shown.</summary>
    public override string ToString() => Name;
}
