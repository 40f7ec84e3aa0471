using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>A proxy that looks for a session to run.</summary>
/// <param name="ProxyId">The proxy.</param>
/// <param name="PoolId">Its pool; null for none.</param>
/// <param name="Owner">Its process.</param>
/// <param name="Lease">How long the session counts as alive without a heartbeat.</param>
public sealed record SessionTaking(Guid ProxyId, Guid? PoolId, SessionOwner Owner, TimeSpan Lease)
{
    /// <summary>How the proxy works together with others.</summary>
    public int Protocol { get; init; } = ProxyProcess.CurrentProtocol;

    /// <summary>False when sessions of on-premises organizations are left to others.</summary>
    public bool ReachesOnPremises { get; init; } = true;
}
