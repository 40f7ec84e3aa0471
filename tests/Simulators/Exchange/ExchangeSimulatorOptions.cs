namespace Veeam365.Simulators.Exchange;

/// <summary>What the simulator is like.</summary>
public sealed record ExchangeSimulatorOptions
{
    public string UserName { get; init; } = @"CONTOSO\backup";

    public string Password { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>The most changes per page, however many are asked for.</summary>
    public int MostChanges { get; set; } = 512;

    /// <summary>Runs before each request is answered.</summary>
    public Action<string>? BeforeRequest { get; set; }
}
