using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>A repository that is opened when its data are first asked for: who only looks into the cache asks nothing of a bucket. Safe for concurrent use.</summary>
internal sealed class RepositoryOnDemand(BackupServices services, BackupRepository repository) : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _sync = new();
    private Task<IBackupRepository>? _opening;

    /// <summary>The open repository.</summary>
    /// <exception cref="RepositoryException">It cannot be opened; the next call tries again.</exception>
    public ValueTask<IBackupRepository> OpenAsync(CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            if (_opening is null || _opening.IsFaulted || _opening.IsCanceled)
                _opening = OpenAsync();
            return _opening.JoinAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        if (_opening is { } opening)
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opening.IsCompletedSuccessfully)
                await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }

        _closing.Dispose();
    }

    private async Task<IBackupRepository> OpenAsync() => (await RepositoryAccess.OpenAsync(services, repository, _closing.Token).ConfigureAwait(false)).Repository;
}
