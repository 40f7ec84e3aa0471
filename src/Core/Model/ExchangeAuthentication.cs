namespace Veeam365.Backup.Core.Model;

/// <summary>How an account proves itself to an on-premises Exchange server.</summary>
/// <remarks>The names are kept in the configuration: never rename one.</remarks>
public enum ExchangeAuthentication
{
    /// <summary>Kerberos: what Exchange's PowerShell takes by default; the machine is a member of the domain.</summary>
    Kerberos,

    /// <summary>Kerberos, or NTLM where that is not possible.</summary>
    Negotiate,

    /// <summary>User name and password in every request; over TLS only.</summary>
    Basic,
}
