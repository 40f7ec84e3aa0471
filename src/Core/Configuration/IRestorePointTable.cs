using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Restore points as the configuration lists them; the truth is in the repositories.</summary>
public interface IRestorePointTable
{
    /// <summary>Adds one; adding the same id again changes nothing.</summary>
    Task AddAsync(RestorePoint point, CancellationToken cancellationToken);

    /// <summary>Restore points, newest first.</summary>
    IAsyncEnumerable<RestorePoint> ListAsync(RestorePointQuery query, CancellationToken cancellationToken);

    /// <summary>The restore point; null when unknown.</summary>
    Task<RestorePoint?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Forgets restore points that are no longer in their repository.</summary>
    Task RemoveAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken);

    /// <summary>Remembers when all that restore points need was last found intact; null for those that are not.</summary>
    Task SetLastVerifiedAsync(IReadOnlyDictionary<Guid, DateTimeOffset?> times, CancellationToken cancellationToken);
}
