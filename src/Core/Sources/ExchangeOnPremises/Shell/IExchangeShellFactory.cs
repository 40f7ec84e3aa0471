namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Makes remote sessions with Exchange servers. PowerShell's own remoting where the engine runs in PowerShell.</summary>
public interface IExchangeShellFactory
{
    /// <summary>Prepares a session. Nothing is sent yet.</summary>
    IExchangeShell Create(ExchangeEndpoint endpoint);
}
