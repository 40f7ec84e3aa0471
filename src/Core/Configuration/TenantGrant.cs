namespace Veeam365.Backup.Core.Configuration;

/// <summary>What a holder was granted.</summary>
/// <param name="Share">Requests in a window that it may send from now on.</param>
/// <param name="Target">Its fair share: a holder that has more keeps to this from now on, and says so a window later.</param>
/// <param name="Holders">How many share the tenant.</param>
public sealed record TenantGrant(int Share, int Target, int Holders);
