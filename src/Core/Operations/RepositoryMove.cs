using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Operations;

/// <summary>Moves a repository to another place: its data is copied and compared, then the configuration knows it there. Jobs, restore points and cache stay what they are; the old place is left as it was.</summary>
internal sealed class RepositoryMove(BackupServices services)
{
    /// <summary>Moves it.</summary>
    public async Task<RepositoryCopyResult> RunAsync(BackupRepository repository, StoreSettings target, string? targetSecret, Action<RepositoryCopyProgress> progress, CancellationToken cancellationToken)
    {
        if (services.Repositories is not IRepositoryMover mover)
            throw new RepositoryException("Repository.NotSupported", "This repository cannot be moved.", "Add another repository and point the jobs at it.");
        if (repository.Store == target)
            throw new InvalidSettingException("Repository.NotMovable", $"Repository '{repository.Name}' is in {target.Display} already.", "Give another place.");
        RepositorySecrets secrets = await services.Configuration.Repositories.ReadSecretsAsync(repository.Id, cancellationToken).ConfigureAwait(false);
        var credential = new RepositoryCredential(secrets.StoreSecret, secrets.Password);
        await ThrowIfInUseAsync(repository, cancellationToken).ConfigureAwait(false);
        await RequireOwnAsync(repository, credential, cancellationToken).ConfigureAwait(false);
        RepositoryCopyResult result = await mover.CopyAsync(repository.Store, credential, target, targetSecret, progress, cancellationToken).ConfigureAwait(false);
        await ThrowIfInUseAsync(repository, cancellationToken).ConfigureAwait(false);
        await RequireCompleteAsync(repository, credential, target, targetSecret, cancellationToken).ConfigureAwait(false);
        await services.Configuration.Repositories
            .UpdateAsync(repository with { Store = target }, secrets with { StoreSecret = targetSecret }, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private async Task RequireOwnAsync(BackupRepository repository, RepositoryCredential credential, CancellationToken cancellationToken)
    {
        await using IBackupRepository opened = await services.Repositories.OpenAsync(repository.Store, credential, cancellationToken).ConfigureAwait(false);
        await RepositoryOwnership.RequireAsync(services, repository, opened, static _ => { }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A session that began and ended while the last objects were copied would be missing from the copy.</summary>
    private async Task RequireCompleteAsync(BackupRepository repository, RepositoryCredential credential, StoreSettings target, string? targetSecret, CancellationToken cancellationToken)
    {
        await using IBackupRepository from = await services.Repositories.OpenAsync(repository.Store, credential, cancellationToken).ConfigureAwait(false);
        await using IBackupRepository to = await services.Repositories.OpenAsync(target, credential with { StoreSecret = targetSecret }, cancellationToken).ConfigureAwait(false);
        bool isSame = to.Description.Id == repository.Id
            && (await ListAsync(from, cancellationToken).ConfigureAwait(false)).SetEquals(await ListAsync(to, cancellationToken).ConfigureAwait(false));
        if (!isSame)
            throw new ConflictException("Repository.ChangedMeanwhile", $"Repository '{repository.Name}' changed while it was copied.", "Move it again while none of its jobs runs; what has arrived is not sent again.");
    }

    private static async Task<HashSet<(Guid Job, long Sequence)>> ListAsync(IBackupRepository repository, CancellationToken cancellationToken)
    {
        HashSet<(Guid Job, long Sequence)> points = [];
        await foreach (Guid job in repository.ListJobsAsync(cancellationToken).ConfigureAwait(false))
        {
            await foreach (long sequence in ((IRepositoryMaintenance)repository).ListSequencesAsync(job, cancellationToken).ConfigureAwait(false))
                points.Add((job, sequence));
        }
        return points;
    }

    private async Task ThrowIfInUseAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        foreach (BackupJob job in await services.Configuration.Jobs.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (job.RepositoryId != repository.Id)
                continue;
            foreach (SessionStatus status in new[] { SessionStatus.Queued, SessionStatus.Running })
            {
                var query = new SessionQuery { JobId = job.Id, Status = status, Limit = 1 };
                if (await services.Configuration.Sessions.ListAsync(query, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false))
                    throw new ConflictException("Repository.SessionRuns", $"A session of job '{job.Name}' writes to repository '{repository.Name}'.", "Wait until it ends, or stop it (Stop-BackupJob), then move the repository.");
            }
        }
    }
}
