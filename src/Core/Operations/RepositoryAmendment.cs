using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Operations;

/// <summary>
/// Changes a repository, in the repository itself and in what the configuration knows of it. A new password is kept in the configuration before the repository gets it: whenever the process dies, one of the two opens it.
/// </summary>
internal sealed class RepositoryAmendment(BackupServices services)
{
    private IRepositoryTable Table => services.Configuration.Repositories;

    /// <summary>Makes the change.</summary>
    public async Task<BackupRepository> RunAsync(BackupRepository repository, RepositoryChange change, Action<string> warn, CancellationToken cancellationToken)
    {
        BackupRepository changed = repository with { Name = change.NewName?.Trim() ?? repository.Name, Store = StoreOf(repository, change), Proxy = change.Proxy ?? repository.Proxy };
        await CheckNameAsync(changed, cancellationToken).ConfigureAwait(false);
        if (!change.NeedsOpening)
        {
            await Table.UpdateAsync(changed, null, cancellationToken).ConfigureAwait(false);
            return changed;
        }

        RepositorySecrets secrets = await LearnSecretsAsync(changed, change, cancellationToken).ConfigureAwait(false);
        if (change.ChangesRepository)
        {
            await ClaimAsync(changed, secrets, change, warn, cancellationToken).ConfigureAwait(false);
            RepositoryDescription description = await UpdateAsync(changed, secrets, change, cancellationToken).ConfigureAwait(false);
            changed = changed with { Settings = description.Settings, IsReadOnly = changed.IsReadOnly && !change.TakeOver };
            secrets = secrets with { Password = change.NewPassword ?? secrets.Password, PendingPassword = null };
        }

        await Table.UpdateAsync(changed, secrets, cancellationToken).ConfigureAwait(false);
        return changed;
    }

    private static StoreSettings StoreOf(BackupRepository repository, RepositoryChange change)
    {
        if (change.IsSharedFolder is { } isShared)
        {
            return repository.Store is FolderStoreSettings folder
                ? folder with { IsShared = isShared }
                : throw new InvalidSettingException("Repository.NoFolder", $"Repository '{repository.Name}' is no folder that could be shared.", "Leave -SharedFolder out.");
        }
        if (change.AccessKey is null && change.StoreSecret is null)
            return repository.Store;
        return repository.Store is S3StoreSettings s3
            ? s3 with { AccessKey = change.AccessKey?.Trim() ?? s3.AccessKey }
            : throw new InvalidSettingException("Repository.NoStoreKey", $"Repository '{repository.Name}' is no bucket: it has no access key.", "Leave -AccessKey and -SecretKey out.");
    }

    private async Task CheckNameAsync(BackupRepository changed, CancellationToken cancellationToken)
    {
        if (await Table.FindAsync(changed.Name, cancellationToken).ConfigureAwait(false) is { } other && other.Id != changed.Id)
            throw new ConflictException("Repository.Exists", $"There is a repository '{changed.Name}' already.", "Choose another -NewName.");
    }

    /// <summary>The secrets that open the repository now; tried before they are believed.</summary>
    private async Task<RepositorySecrets> LearnSecretsAsync(BackupRepository changed, RepositoryChange change, CancellationToken cancellationToken)
    {
        RepositorySecrets secrets = await Table.ReadSecretsAsync(changed.Id, cancellationToken).ConfigureAwait(false);
        secrets = secrets with { StoreSecret = change.StoreSecret ?? secrets.StoreSecret };
        string?[] passwords = change.CurrentPassword is null ? [secrets.Password, secrets.PendingPassword] : [change.CurrentPassword];
        for (int i = 0; ; i++)
        {
            try
            {
                await using IBackupRepository opened = await services.Repositories
                    .OpenAsync(changed.Store, new RepositoryCredential(secrets.StoreSecret, passwords[i]), cancellationToken).ConfigureAwait(false);
                return opened.Description.Id == changed.Id ? secrets with { Password = passwords[i], PendingPassword = null } : throw OtherRepository(changed);
            }
            catch (RepositoryException e) when (e.ErrorId == "Repository.WrongPassword")
            {
                if (i + 1 < passwords.Length && passwords[i + 1] is not null)
                    continue;
                throw new RepositoryException(
                    "Repository.WrongPassword",
                    change.CurrentPassword is null ? "The password that this configuration keeps does not open the repository." : "The current password that was given does not open the repository.",
                    "Give the password that opens it now with -CurrentPassword; nothing was changed.",
                    e);
            }
        }
    }

    private static RepositoryException OtherRepository(BackupRepository changed) => new(
        "Repository.OtherRepository", $"{changed.Store.Display} holds another repository than '{changed.Name}'.", "Check what became of the place; a repository that was put there is added with Add-BackupRepository.");

    private async Task ClaimAsync(BackupRepository changed, RepositorySecrets secrets, RepositoryChange change, Action<string> warn, CancellationToken cancellationToken)
    {
        await using IBackupRepository opened = await services.Repositories
            .OpenAsync(changed.Store, new RepositoryCredential(secrets.StoreSecret, secrets.Password), cancellationToken).ConfigureAwait(false);
        if (change.TakeOver && opened is IRepositoryCustody custody)
            await custody.ClaimAsync(RepositoryOwnership.OwnerOf(services), takeOver: true, cancellationToken).ConfigureAwait(false);
        await RepositoryOwnership.RequireAsync(services, changed with { IsReadOnly = changed.IsReadOnly && !change.TakeOver, Settings = opened.Description.Settings }, opened, warn, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<RepositoryDescription> UpdateAsync(BackupRepository changed, RepositorySecrets secrets, RepositoryChange change, CancellationToken cancellationToken)
    {
        var credential = new RepositoryCredential(secrets.StoreSecret, secrets.Password);
        await using IBackupRepository opened = await services.Repositories.OpenAsync(changed.Store, credential, cancellationToken).ConfigureAwait(false);
        RepositorySettings settings = change.Apply(opened.Description.Settings);
        var update = new RepositoryUpdate(settings == opened.Description.Settings ? null : settings, change.NewPassword);
        if (update is { Settings: null, NewPassword: null })
            return opened.Description;
        if (change.NewPassword is not null)
            await Table.UpdateAsync(changed, secrets with { PendingPassword = change.NewPassword }, cancellationToken).ConfigureAwait(false);
        return await services.Repositories.UpdateAsync(changed.Store, credential, update, cancellationToken).ConfigureAwait(false);
    }
}
