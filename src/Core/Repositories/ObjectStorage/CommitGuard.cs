using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>What must hold before a restore point is committed.</summary>
internal sealed class CommitGuard(OwnerStore owners, Guid configurationId, LockKeeper? locks)
{
    /// <summary>Locks packs that a restore point of another writer will rely on.</summary>
    public Task SecureAsync(IReadOnlyCollection<ObjectId> reused, CancellationToken cancellationToken) =>
        locks is null ? Task.CompletedTask : locks.SecureAsync(reused, cancellationToken);

    /// <summary>Makes sure that the repository still belongs to who writes, and that all that the restore point needs is locked long enough.</summary>
    /// <param name="manifest">The restore point.</param>
    /// <param name="reused">Packs of earlier sessions that this one took chunks from.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The restore point as it is to be committed.</returns>
    /// <exception cref="RepositoryException">The repository was taken over, or something could not be locked: nothing is committed.</exception>
    public async Task<RestorePointManifest> PrepareAsync(RestorePointManifest manifest, IReadOnlyCollection<ObjectId> reused, CancellationToken cancellationToken)
    {
        if (configurationId != Guid.Empty)
            await owners.RequireAsync(configurationId, cancellationToken);
        return locks is null ? manifest : manifest with { ImmutableUntil = await locks.HoldAsync(manifest, reused, cancellationToken) };
    }
}
