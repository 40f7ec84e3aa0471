namespace Veeam365.Backup.Core.Model;

/// <summary>How an on-premises Exchange organization is reached. Holds no secret.</summary>
/// <param name="ConnectionUri">The PowerShell endpoint of one of its servers, e.g. http://mail01.contoso.example/PowerShell/.</param>
/// <param name="Authentication">How the account proves itself.</param>
public sealed record OnPremisesConnection(Uri ConnectionUri, ExchangeAuthentication Authentication)
{
    /// <summary>The account, as DOMAIN\user or user@domain; null for the one that PowerShell runs as.</summary>
    public string? UserName { get; init; }

    /// <summary>The address of EWS when it is not that of the PowerShell endpoint's server.</summary>
    public Uri? EwsUrl { get; init; }

    /// <summary>True to take any TLS certificate of the servers.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>The Microsoft 365 half of a hybrid organization; null when there is none.</summary>
    public Guid? CloudHalf { get; init; }

    /// <summary>Where mailboxes are read. Any server of the organization takes requests for any mailbox and passes them on.</summary>
    /// <remarks>https://learn.microsoft.com/exchange/architecture/client-access/client-access-protocol-architecture</remarks>
    public Uri Ews => EwsUrl ?? new UriBuilder(Uri.UriSchemeHttps, ConnectionUri.Host) { Path = "/EWS/Exchange.asmx" }.Uri;
}
