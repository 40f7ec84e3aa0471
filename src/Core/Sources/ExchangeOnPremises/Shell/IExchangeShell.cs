using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>
/// A remote PowerShell session with an Exchange server: commands with parameters, nothing else, since the endpoint allows no language. One command at a time.
/// </summary>
public interface IExchangeShell : IAsyncDisposable
{
    /// <summary>True while commands can be sent: it was opened and the session was not dropped since.</summary>
    bool IsOpen { get; }

    /// <summary>Connects and signs in.</summary>
    /// <exception cref="AuthenticationException">The account or its password is refused.</exception>
    /// <exception cref="PermissionMissingException">The account may not use remote PowerShell.</exception>
    /// <exception cref="SourceException">The server cannot be reached, does not answer in time, or there is no remoting on this machine.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Runs a command and streams what it returns. Its error stream is checked when it has ended.</summary>
    /// <exception cref="PermissionMissingException">The command is hidden from the account: a role is missing, and named.</exception>
    /// <exception cref="NotFoundException">The object that was named is not there.</exception>
    /// <exception cref="SourceException">The command failed, the session was dropped, or no answer came in time.</exception>
    IAsyncEnumerable<ExchangeObject> InvokeAsync(ExchangeCommand command, CancellationToken cancellationToken);
}
