using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>An open repository together with its cache, in step with each other.</summary>
public sealed class RepositoryConnection : IAsyncDisposable
{
    private RepositoryConnection(IBackupRepository repository, IPersistentCache cache)
    {
        Repository = repository;
        Cache = cache;
    }

    /// <summary>The repository.</summary>
    public IBackupRepository Repository { get; }

    /// <summary>Its cache.</summary>
    public IPersistentCache Cache { get; }

    /// <summary>Opens both without comparing them.</summary>
    /// <exception cref="RepositoryException">The repository cannot be opened.</exception>
    public static async Task<RepositoryConnection> OpenAsync(BackupServices services, BackupRepository repository, CancellationToken cancellationToken)
    {
        // Side by side: one derives a key from the password, the other reads a database.
        Task<IPersistentCache> opening = Task.Run(() => services.Configuration.Caches.OpenAsync(repository.Id, cancellationToken), CancellationToken.None);
        IBackupRepository? opened = null;
        try
        {
            opened = (await RepositoryAccess.OpenAsync(services, repository, cancellationToken).ConfigureAwait(false)).Repository;
            return new RepositoryConnection(opened, await opening.ConfigureAwait(false));
        }
        catch
        {
            if (opened is not null)
                await opened.DisposeAsync().ConfigureAwait(false);
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opening.IsCompletedSuccessfully)
                await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Cache.DisposeAsync().ConfigureAwait(false);
        await Repository.DisposeAsync().ConfigureAwait(false);
    }
}
