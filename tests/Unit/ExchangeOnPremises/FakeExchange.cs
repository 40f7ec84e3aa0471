using Veeam365.Backup.Core.Sources.ExchangeOnPremises;
using Veeam365.Simulators.Exchange;

namespace Veeam365.Backup.Tests.ExchangeOnPremises;

/// <summary>The directory and the roles of the organization whose mailboxes the simulator holds.</summary>
internal sealed class FakeExchange(ExchangeSimulator simulator) : IExchangeShellFactory
{
    public ExchangeSimulator Simulator { get; } = simulator;

    public List<string> Versions { get; set; } = ["Version 15.2 (Build 2562.17)"];

    public HashSet<string> Hidden { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<(string Name, string? Scope)> Impersonators { get; } = [("backup", null)];

    public List<FakeGroup> Groups { get; } = [];

    public Func<SimulatedExchangeMailbox, bool> DynamicFilter { get; set; } = m => m.Type == "RoomMailbox";

    public bool OpenHangs { get; set; }

    /// <summary>Commands during which the session is dropped.</summary>
    public int DropsLeft { get; set; }

    public int Opened { get; set; }

    public List<ExchangeCommand> Commands { get; } = [];

    public IExchangeShell Create(ExchangeEndpoint endpoint) => new FakeExchangeShell(this, endpoint);
}
