using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Where a remote session goes, and as whom.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Password">The account's password; null for the account that PowerShell runs as.</param>
public sealed record ExchangeEndpoint(OnPremisesConnection Connection, string? Password)
{
    /// <summary>Names no password.</summary>
    public override string ToString() => $"{Connection.ConnectionUri} ({Connection.UserName ?? "current user"})";
}
