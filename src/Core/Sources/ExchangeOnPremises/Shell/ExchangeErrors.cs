using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>What goes wrong between an Exchange server's PowerShell and us, as typed errors. Public for whoever implements <see cref="IExchangeShell"/>.</summary>
public static class ExchangeErrors
{
    internal const string DroppedId = "Exchange.SessionDropped";

    /// <summary>The account or its password is refused.</summary>
    public static AuthenticationException Refused(ExchangeEndpoint endpoint, Exception? inner = null) => new(
        "Exchange.SignInRefused",
        $"{Host(endpoint)} refuses the account {Account(endpoint)}.",
        "Check user name, password and -Authentication; for Basic authentication it must be enabled on the PowerShell virtual directory.",
        inner);

    /// <summary>The account is known, but may not use remote PowerShell.</summary>
    public static PermissionMissingException RemotingForbidden(ExchangeEndpoint endpoint, Exception? inner = null) => new(
        "Exchange.RemotingForbidden",
        $"The account {Account(endpoint)} may not use the PowerShell of {Host(endpoint)}.",
        "Give it a role group, and allow it remote PowerShell: Set-User <account> -RemotePowerShellEnabled $true.",
        inner);

    /// <summary>No connection.</summary>
    public static SourceException Unreachable(ExchangeEndpoint endpoint, string why, Exception? inner = null) => new(
        "Exchange.Unreachable",
        $"The PowerShell of {Host(endpoint)} cannot be reached: {why}",
        "Check -ConnectionUri, DNS, the firewall and that the server runs; the endpoint of an Exchange server is http://server/PowerShell/.",
        inner);

    /// <summary>Opening took too long.</summary>
    public static SourceException OpenTimedOut(ExchangeEndpoint endpoint, TimeSpan limit) => new(
        "Exchange.OpenTimedOut",
        $"The PowerShell of {Host(endpoint)} did not open a session within {limit.TotalSeconds:0} s.",
        "Try again; when it stays so, look at the server's load, its MSExchangePowerShellAppPool, and the network in between.");

    /// <summary>A command took too long.</summary>
    public static SourceException CommandTimedOut(ExchangeEndpoint endpoint, string command, TimeSpan limit) => new(
        "Exchange.CommandTimedOut",
        $"{command} on {Host(endpoint)} gave no answer for {limit.TotalSeconds:0} s.",
        "Try again; when it stays so, look at the load of the server and its domain controllers.");

    /// <summary>The session broke.</summary>
    public static SourceException Dropped(ExchangeEndpoint endpoint, string command, Exception? inner = null) => new(
        DroppedId,
        $"The PowerShell session with {Host(endpoint)} was dropped during {command}.",
        "Run it again; when it stays so, look at the server's event log and the limits of its throttling policy (PowerShellMaxConcurrency).",
        inner);

    /// <summary>The command is not there for this account.</summary>
    public static PermissionMissingException Hidden(ExchangeEndpoint endpoint, string command, Exception? inner = null) => new(
        "Exchange.CommandHidden",
        $"{Host(endpoint)} does not show {command} to the account {Account(endpoint)}: the role '{ExchangeRoles.Of(command)}' is missing.",
        $"Give the account the role: New-ManagementRoleAssignment -Role '{ExchangeRoles.Of(command)}' -User <account>; or make it a member of View-Only Organization Management.",
        inner);

    /// <summary>What the command was asked for is not there.</summary>
    public static NotFoundException NotFound(string command, Exception? inner = null) => new(
        "Exchange.ObjectNotFound", $"{command} finds no such object.", "Compare the name with Get-BackupOrganizationObject.", inner);

    /// <summary>The command reported an error.</summary>
    public static SourceException Failed(ExchangeEndpoint endpoint, string command, string message, Exception? inner = null) => new(
        "Exchange.CommandFailed", $"{command} on {Host(endpoint)} failed: {message}", "Run the command in the Exchange Management Shell to see more; then try again.", inner);

    /// <summary>PowerShell has no WSMan client here.</summary>
    public static SourceException WindowsOnly() => new(
        "Exchange.WindowsOnly",
        "Exchange's PowerShell is reached through WSMan, which PowerShell has on Windows only.",
        "Run on-premises organizations from PowerShell 7 on Windows (a member of the domain for Kerberos); everything else of the module works here.");

    /// <summary>There is no PowerShell around the engine.</summary>
    public static SourceException NoShell() => new(
        "Exchange.NoShell", "On-premises organizations need the PowerShell that the module runs in.", "Use the module's cmdlets.");

    private static string Host(ExchangeEndpoint endpoint) => endpoint.Connection.ConnectionUri.Host;

    private static string Account(ExchangeEndpoint endpoint) => endpoint.Connection.UserName is { } name ? $"'{name}'" : "that PowerShell runs as";
}
