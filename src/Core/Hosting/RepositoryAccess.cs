using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Hosting;

/// <summary>Opens repositories of the configuration with the secrets it keeps.</summary>
internal static class RepositoryAccess
{
    /// <summary>
    /// Opens the repository. A password change that was interrupted leaves two passwords, one of which opens it: if that is the new one, the configuration learns it now.
    /// </summary>
    /// <exception cref="RepositoryException">It cannot be opened.</exception>
    public static async Task<OpenedRepository> OpenAsync(BackupServices services, BackupRepository repository, CancellationToken cancellationToken)
    {
        RepositorySecrets secrets = await services.Configuration.Repositories.ReadSecretsAsync(repository.Id, cancellationToken).ConfigureAwait(false);
        var credential = new RepositoryCredential(secrets.StoreSecret, secrets.Password);
        try
        {
            return new OpenedRepository(await services.Repositories.OpenAsync(repository.Store, credential, cancellationToken).ConfigureAwait(false), credential, secrets);
        }
        catch (RepositoryException e) when (e.ErrorId == "Repository.WrongPassword" && secrets.PendingPassword is not null)
        {
            credential = credential with { Password = secrets.PendingPassword };
            IBackupRepository opened = await services.Repositories.OpenAsync(repository.Store, credential, cancellationToken).ConfigureAwait(false);
            secrets = secrets with { Password = secrets.PendingPassword, PendingPassword = null };
            await services.Configuration.Repositories.UpdateAsync(repository, secrets, cancellationToken).ConfigureAwait(false);
            return new OpenedRepository(opened, credential, secrets);
        }
    }
}
