namespace Veeam365.Backup.Core.Configuration;

/// <summary>What a holder wants of a tenant's budget.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Holder">Who.</param>
/// <param name="Budget">Requests of all holders together in a window.</param>
/// <param name="Keeps">The share that the holder has kept to for at least one window: what was granted and not used up to it is free for others.</param>
/// <param name="Wants">False when it has nothing to send and can do with the least share.</param>
/// <param name="Lease">How long the share is valid without renewal.</param>
/// <param name="Window">The service's window.</param>
public sealed record TenantClaim(string TenantId, Guid Holder, int Budget, int Keeps, bool Wants, TimeSpan Lease, TimeSpan Window);
