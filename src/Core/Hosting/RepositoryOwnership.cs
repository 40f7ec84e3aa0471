using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>Keeps configurations that know nothing of each other from writing to one repository.</summary>
public static class RepositoryOwnership
{
    /// <summary>What a repository is told of this configuration.</summary>
    public static RepositoryOwner OwnerOf(BackupServices services) => new(
        services.Configuration.Description.Id, Environment.MachineName, services.Configuration.Description.Location, services.Clock.GetUtcNow());

    /// <summary>Makes sure that this configuration may write to the repository; done before everything that writes.</summary>
    /// <param name="services">The configuration.</param>
    /// <param name="repository">The repository as the configuration knows it.</param>
    /// <param name="opened">The repository.</param>
    /// <param name="warn">Takes what an administrator should know.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="RepositoryException">It was added to be read only, or it belongs to another configuration.</exception>
    public static async Task RequireAsync(BackupServices services, BackupRepository repository, IBackupRepository opened, Action<string> warn, CancellationToken cancellationToken)
    {
        if (repository.IsReadOnly)
            throw ReadOnly(repository);
        foreach (string notice in opened.Description.Notices)
            warn(notice);
        if (opened is IRepositoryCustody custody)
        {
            await custody.ClaimAsync(OwnerOf(services), takeOver: false, cancellationToken).ConfigureAwait(false);
            foreach (string repaired in await custody.RepairCriticalAsync(cancellationToken).ConfigureAwait(false))
                warn(repaired);
        }
        // A change of settings may have been interrupted between the two: the repository's own count.
        if (opened.Description.Settings != repository.Settings)
            await services.Configuration.Repositories.UpdateAsync(repository with { Settings = opened.Description.Settings }, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The error of a repository that was added to be read only.</summary>
    internal static RepositoryException ReadOnly(BackupRepository repository) => new(
        "Repository.ReadOnly",
        $"Repository '{repository.Name}' was added to be read only.",
        "Make it this configuration's own with Set-BackupRepository -TakeOver, once no other configuration writes to it.");
}
