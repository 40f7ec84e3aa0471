using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>A repository connection that is being opened while something else is done. Disposing closes it, wanted or not.</summary>
public sealed class RepositoryOpening : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;

    /// <summary>Begins opening.</summary>
    public RepositoryOpening(BackupServices services, BackupRepository repository, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Connection = Task.Run(() => RepositoryConnection.OpenAsync(services, repository, _stop.Token), CancellationToken.None);
    }

    /// <summary>The connection; fails as <see cref="RepositoryConnection.OpenAsync"/> does.</summary>
    public Task<RepositoryConnection> Connection { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await ((Task)Connection).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Connection.IsCompletedSuccessfully)
            await (await Connection.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }
}
