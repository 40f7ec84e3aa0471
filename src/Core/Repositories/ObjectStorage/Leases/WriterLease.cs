using Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;

/// <summary>
/// The lease of a writer, taken when it first reads or writes anything of consequence, and the marks that were there then. The order matters: lease, then marks. Maintenance marks first and
/// then looks for leases, so either the writer sees the mark, or the mark waits for the writer.
/// </summary>
internal sealed class WriterLease : IAsyncDisposable
{
    private readonly Lazy<Task<(RepositoryLease Lease, IReadOnlySet<ObjectId> Marked)>> _taken;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Creates it; nothing is taken yet.</summary>
    public WriterLease(IObjectStore store, RepositoryKeys keys, Guid configuration, LeaseOptions options) =>
        _taken = new(() => Task.Run(() => TakeAsync(store, keys, configuration, options, _stop.Token)));

    /// <summary>Ends when the lease is held.</summary>
    /// <exception cref="Model.ConflictException">Another configuration writes to the repository.</exception>
    public async Task WhenHeldAsync(CancellationToken cancellationToken) => await _taken.Value.JoinAsync(cancellationToken);

    /// <summary>The packs that are about to go: nothing new may rely on them.</summary>
    public async ValueTask<IReadOnlySet<ObjectId>> MarkedPacksAsync(CancellationToken cancellationToken) =>
        (await _taken.Value.JoinAsync(cancellationToken)).Marked;

    /// <summary>Sees before a commit that the lease is still held.</summary>
    /// <exception cref="Model.ConflictException">It is lost.</exception>
    public async Task EnsureHeldAsync(CancellationToken cancellationToken) =>
        await (await _taken.Value.WaitAsync(cancellationToken)).Lease.EnsureHeldAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_taken.IsValueCreated)
        {
            await ((Task)_taken.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_taken.Value.IsCompletedSuccessfully)
                await _taken.Value.Result.Lease.DisposeAsync();
        }

        _stop.Dispose();
    }

    private static async Task<(RepositoryLease Lease, IReadOnlySet<ObjectId> Marked)> TakeAsync(
        IObjectStore store, RepositoryKeys keys, Guid configuration, LeaseOptions options, CancellationToken cancellationToken)
    {
        RepositoryLease lease = await RepositoryLease.TakeWriterAsync(store, keys, configuration, options, cancellationToken);
        try
        {
            var marked = new HashSet<ObjectId>();
            foreach (StoredMark mark in await new MarkStore(store, keys).ListAsync(cancellationToken))
                marked.UnionWith(mark.Mark.AllPacks());
            return (lease, marked);
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }
    }
}
