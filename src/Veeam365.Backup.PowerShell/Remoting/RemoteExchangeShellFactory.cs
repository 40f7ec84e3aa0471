using Veeam365.Backup.Core.Sources.ExchangeOnPremises;

namespace Veeam365.Backup.PowerShell.Remoting;

/// <summary>Makes remote sessions by PowerShell's own remoting.</summary>
internal sealed class RemoteExchangeShellFactory : IExchangeShellFactory
{
    /// <summary>
    /// The path of a session configuration file (.pssc): sessions are then opened with it in a PowerShell of their own on this machine, on any operating system, in place of a server's. For tests, and to try the
    /// module out; no account is checked by it.
    /// </summary>
    public const string LocalEndpointVariable = "VEEAM365_EXCHANGE_LOCAL_ENDPOINT";

    /// <inheritdoc/>
    public IExchangeShell Create(ExchangeEndpoint endpoint)
    {
        RemoteTimeouts timeouts = RemoteTimeouts.FromEnvironment();
        string? local = Environment.GetEnvironmentVariable(LocalEndpointVariable);
        if (!string.IsNullOrEmpty(local))
            return new RemoteExchangeShell(endpoint, new LocalEndpoint(local), timeouts);
        return OperatingSystem.IsWindows() ? new RemoteExchangeShell(endpoint, new WsManEndpoint(endpoint, timeouts), timeouts) : throw ExchangeErrors.WindowsOnly();
    }
}
