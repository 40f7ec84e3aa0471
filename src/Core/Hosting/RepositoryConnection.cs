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
        IBackupRepository opened = (await RepositoryAccess.OpenAsync(services, repository, cancellationToken).ConfigureAwait(false)).Repository;
        try
        {
            return new RepositoryConnection(opened, await services.Configuration.Caches.OpenAsync(repository.Id, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
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
