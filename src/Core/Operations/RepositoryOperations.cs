using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Operations;

/// <summary>What admins do with repositories.</summary>
public sealed class RepositoryOperations(BackupServices services)
{
    /// <summary>Looks at the place where a repository is to be added and changes nothing: will one be created or imported?</summary>
    /// <exception cref="ConflictException">The name is taken, or the repository is in this configuration already.</exception>
    /// <exception cref="RepositoryException">The place is missing, or what is there cannot be opened.</exception>
    public Task<RepositoryFinding> InspectAsync(NewRepository request, CancellationToken cancellationToken) =>
        new RepositoryAddition(services).InspectAsync(request, cancellationToken);

    /// <summary>Probes the place and creates a repository in it, or imports the one that is there with its restore points and organizations, and adds it.</summary>
    /// <param name="request">What to add.</param>
    /// <param name="report">Takes lines for people.</param>
    /// <param name="cancellationToken">Cancels; an import that had begun to read restore points goes on with the next synchronization.</param>
    /// <exception cref="ConflictException">The name is taken, the repository is in this configuration already, or there is foreign data.</exception>
    /// <exception cref="RepositoryException">The place is missing, not writable or not fit; what is there cannot be opened, or belongs to another configuration.</exception>
    public Task<BackupRepository> AddAsync(NewRepository request, Action<string> report, CancellationToken cancellationToken) =>
        new RepositoryAddition(services).RunAsync(request, report, cancellationToken);

    /// <inheritdoc cref="AddAsync(NewRepository, Action{string}, CancellationToken)"/>
    public Task<BackupRepository> AddAsync(NewRepository request, CancellationToken cancellationToken) => AddAsync(request, _ => { }, cancellationToken);

    /// <summary>Changes name, keys, password and settings; in the repository itself, too.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="change">What changes.</param>
    /// <param name="warn">Takes what an administrator should know.</param>
    /// <param name="cancellationToken">Cancels; stopped at any moment, the old password or the new one opens it.</param>
    /// <exception cref="RepositoryException">It cannot be opened with what is known or given, or belongs to another configuration.</exception>
    /// <exception cref="InvalidSettingException">The change is not allowed.</exception>
    /// <exception cref="ConflictException">The name is taken.</exception>
    public Task<BackupRepository> SetAsync(BackupRepository repository, RepositoryChange change, Action<string> warn, CancellationToken cancellationToken) =>
        new RepositoryAmendment(services).RunAsync(repository, change, warn, cancellationToken);

    /// <summary>
    /// Moves it to another place, from JET databases to a bucket for instance: all of it is copied and compared, then the configuration knows it there. Interrupted, the same call goes on. The old place is left as it was.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="target">An empty place, or one to which the move was begun.</param>
    /// <param name="targetSecret">The secret key of a bucket.</param>
    /// <param name="progress">Told how far it is, from any thread.</param>
    /// <param name="cancellationToken">Cancels; what has arrived stays for the next try.</param>
    /// <exception cref="ConflictException">A session writes to it, or the target holds something else.</exception>
    /// <exception cref="InvalidSettingException">It cannot be moved there.</exception>
    public Task<RepositoryCopyResult> MoveAsync(BackupRepository repository, StoreSettings target, string? targetSecret, Action<RepositoryCopyProgress> progress, CancellationToken cancellationToken) =>
        new RepositoryMove(services).RunAsync(repository, target, targetSecret, progress, cancellationToken);

    /// <summary>Tries what sessions need of the place.</summary>
    public async Task<RepositoryTestResult> TestAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        RepositorySecrets secrets = await services.Configuration.Repositories.ReadSecretsAsync(repository.Id, cancellationToken).ConfigureAwait(false);
        RepositoryTestResult result = await services.Repositories.TestAsync(repository.Store, new RepositoryCredential(secrets.StoreSecret, secrets.Password), cancellationToken).ConfigureAwait(false);
        // After a password change that was interrupted the other one may be the right one.
        bool triesOther = secrets.PendingPassword is not null && result.Checks.Any(c => c.Error?.ErrorId == "Repository.WrongPassword");
        return triesOther
            ? await services.Repositories.TestAsync(repository.Store, new RepositoryCredential(secrets.StoreSecret, secrets.PendingPassword), cancellationToken).ConfigureAwait(false)
            : result;
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
