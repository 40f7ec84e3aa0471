using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.ExchangeOnPremises;
using Veeam365.Backup.PowerShell.References;

namespace Veeam365.Backup.PowerShell.Remoting;

/// <summary>The PowerShell endpoint of an Exchange server, through WSMan.</summary>
internal sealed class WsManEndpoint(ExchangeEndpoint endpoint, RemoteTimeouts timeouts) : IRunspaceEndpoint
{
    private const string ExchangeShell = "http://schemas.microsoft.com/powershell/Microsoft.Exchange";

    /// <inheritdoc/>
    public Runspace Create()
    {
        OnPremisesConnection connection = endpoint.Connection;
        PSCredential? account = connection.UserName is { } name ? new PSCredential(name, SecretText.SecureOf(endpoint.Password ?? "")) : null;
        var info = new WSManConnectionInfo(connection.ConnectionUri, ExchangeShell, account)
        {
            AuthenticationMechanism = connection.Authentication switch
            {
                ExchangeAuthentication.Basic => AuthenticationMechanism.Basic,
                ExchangeAuthentication.Negotiate => AuthenticationMechanism.Negotiate,
                _ => AuthenticationMechanism.Kerberos,
            },
            OpenTimeout = (int)timeouts.Open.TotalMilliseconds,
            OperationTimeout = (int)timeouts.Operation.TotalMilliseconds,
            SkipCACheck = connection.SkipCertificateCheck,
            SkipCNCheck = connection.SkipCertificateCheck,
            SkipRevocationCheck = connection.SkipCertificateCheck,
        };
        return RunspaceFactory.CreateRunspace(info);
    }

    /// <inheritdoc/>
    public Task WhenLostAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    /// <inheritdoc/>
    public void Abandon()
    {
        // The connection times out on both sides.
    }
}
