using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>A restore session to be created.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Point">The restore point that is restored from.</param>
/// <param name="OrganizationName">The organization that is restored to.</param>
/// <param name="Target">Where to, in words.</param>
/// <param name="Owner">Who runs it.</param>
/// <param name="Lease">How long it counts as alive without a heartbeat.</param>
public sealed record NewRestoreSession(Guid Id, RestorePoint Point, string OrganizationName, string Target, SessionOwner Owner, TimeSpan Lease);
