namespace Veeam365.Simulators.Exchange;

/// <summary>A mailbox of the organization.</summary>
public sealed class SimulatedExchangeMailbox(string address, string type, bool hasArchive)
{
    public Guid Id { get; } = Guid.NewGuid();

    public string Address { get; } = address;

    public string DisplayName => Address[..Address.IndexOf('@', StringComparison.Ordinal)];

    /// <summary>RecipientTypeDetails.</summary>
    public string Type { get; } = type;

    public ExchangeStore Store { get; } = new();

    public ExchangeStore? Archive { get; } = hasArchive ? new ExchangeStore(isArchive: true) : null;

    /// <summary>The account may not impersonate its owner: it is outside of the scope of the role.</summary>
    public bool IsOutOfScope { get; set; }
}
