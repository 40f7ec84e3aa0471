using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Operations;

/// <summary>What admins do with repositories.</summary>
public sealed class RepositoryOperations(BackupServices services)
{
    /// <summary>Probes the place, creates the repository in it and adds it.</summary>
    /// <exception cref="ConflictException">The name is taken, or there is a repository already.</exception>
    /// <exception cref="RepositoryException">The place is missing, not writable or not fit.</exception>
    public async Task<BackupRepository> AddAsync(NewRepository request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Name))
            throw new InvalidSettingException("Repository.MissingName", "The name is empty.", "Give a -Name.");
        if (await services.Configuration.Repositories.FindAsync(request.Name, cancellationToken).ConfigureAwait(false) is not null)
            throw new ConflictException("Repository.Exists", $"There is a repository '{request.Name}' already.", "Choose another -Name.");
        var credential = new RepositoryCredential(request.StoreSecret, request.Password);
        RepositoryDescription description = await services.Repositories.CreateAsync(Guid.CreateVersion7(), request.Store, request.Settings, credential, cancellationToken).ConfigureAwait(false);
        var repository = new BackupRepository
        {
            Id = description.Id,
            Name = request.Name.Trim(),
            Store = request.Store,
            IsEncrypted = description.IsEncrypted,
            Settings = description.Settings,
            CreatedAt = description.CreatedAt,
        };
        await services.Configuration.Repositories.AddAsync(repository, new RepositorySecrets(request.StoreSecret, request.Password), cancellationToken).ConfigureAwait(false);
        return repository;
    }

    /// <summary>Tries what sessions need of the place.</summary>
    public async Task<RepositoryTestResult> TestAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        RepositorySecrets secrets = await services.Configuration.Repositories.ReadSecretsAsync(repository.Id, cancellationToken).ConfigureAwait(false);
        return await services.Repositories.TestAsync(repository.Store, new RepositoryCredential(secrets.StoreSecret, secrets.Password), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Brings cache and list of restore points in step with the repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="rebuild">True to forget the cache first.</param>
    /// <param name="report">Takes lines for people.</param>
    /// <param name="cancellationToken">Cancels; what was read so far is kept.</param>
    /// <returns>Restore points read.</returns>
    public async Task<int> SynchronizeAsync(BackupRepository repository, bool rebuild, Action<string> report, CancellationToken cancellationToken)
    {
        await using RepositoryConnection connection = await RepositoryConnection.OpenAsync(services, repository, cancellationToken).ConfigureAwait(false);
        if (rebuild)
            await connection.Cache.ClearAsync(cancellationToken).ConfigureAwait(false);
        return await new RepositorySynchronization(services, repository, connection).RunAsync(report, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes it from the configuration with its cache; the data stays where it is.</summary>
    /// <exception cref="ConflictException">A job names it.</exception>
    public async Task RemoveAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        await services.Configuration.Repositories.RemoveAsync(repository.Id, cancellationToken).ConfigureAwait(false);
        await services.Configuration.Caches.RemoveAsync(repository.Id, cancellationToken).ConfigureAwait(false);
    }
}
