using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Opens objects for processing: what the repository holds of them, what is left of work that was not committed, what they have to make good.</summary>
internal sealed class ObjectResolution(RepositoryConnection connection, SessionCheckpoints checkpoints, RepairedLosses losses, bool full)
{
    /// <summary>Opens an object that nobody is working on.</summary>
    public async Task<ResolvedObject> OpenAsync(ObjectIdentity identity, CancellationToken cancellationToken)
    {
        CheckpointHead? left = checkpoints.Find(identity.Key);
        // The identity as it is now: the object may have been renamed meanwhile.
        CachedObject cached = left is null
            ? await connection.Cache.OpenObjectAsync(identity, null, cancellationToken).ConfigureAwait(false)
            : await new RepositorySynchronizer(connection.Repository, connection.Cache)
                .OpenKeptAsync(left.Head with { Identity = identity }, cancellationToken).ConfigureAwait(false);
        var target = new ResolvedObject(cached, cached.Newest is null) { Kept = cached.Kept is null ? null : left };
        return await losses.ApplyAsync(full ? target with { ReadInFull = true } : target, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes an object over from somebody who may still be working on it without knowing that it is lost, and goes on from what that one had written down.</summary>
    public async Task<ResolvedObject> TakeOverAsync(ObjectIdentity identity, CancellationToken cancellationToken)
    {
        await connection.Cache.FenceObjectAsync(identity, cancellationToken).ConfigureAwait(false);
        await checkpoints.RefreshAsync(connection, cancellationToken).ConfigureAwait(false);
        return await OpenAsync(identity, cancellationToken).ConfigureAwait(false);
    }
}
