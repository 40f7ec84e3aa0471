namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Where the engine does not run in PowerShell.</summary>
internal sealed class NoExchangeShellFactory : IExchangeShellFactory
{
    public IExchangeShell Create(ExchangeEndpoint endpoint) => throw ExchangeErrors.NoShell();
}
