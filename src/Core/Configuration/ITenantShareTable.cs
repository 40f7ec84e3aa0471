namespace Veeam365.Backup.Core.Configuration;

/// <summary>
/// Shares of tenants' request budgets. All shares of a tenant that count together never exceed its budget: a share that is lowered or whose lease ran out counts as it was for one window
/// longer, because what was sent under it is still in the service's window.
/// </summary>
public interface ITenantShareTable
{
    /// <summary>Renews a holder's share and grants it what is its own by now.</summary>
    /// <returns>The share under which the holder may send until its lease ends.</returns>
    Task<TenantGrant> RenewAsync(TenantClaim claim, CancellationToken cancellationToken);

    /// <summary>Gives a share back; it counts for one window longer.</summary>
    Task ReturnAsync(string tenantId, Guid holder, TimeSpan window, CancellationToken cancellationToken);
}
