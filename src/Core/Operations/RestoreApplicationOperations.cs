using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Operations;

/// <summary>What admins do with the applications that restore.</summary>
public sealed class RestoreApplicationOperations(BackupServices services)
{
    /// <summary>Signs in (unless told not to) and remembers the application; null forgets it.</summary>
    /// <exception cref="AuthenticationException">Sign-in failed; nothing is changed.</exception>
    /// <exception cref="InvalidSettingException">It is the application that backs up, or its certificate cannot be found.</exception>
    public async Task<Organization> SetAsync(Organization organization, RestoreCredential? credential, bool skipTest, CancellationToken cancellationToken)
    {
        if (credential is not null)
            RestoreCredential.Check(organization, credential);
        if (credential is not null && !skipTest)
        {
            await using IOrganizationTarget target = services.Targets.Connect(organization.ForRestore(credential.Application), credential.Secret);
            (await target.CheckAsync([], cancellationToken).ConfigureAwait(false)).ThrowIfFailed();
        }

        await services.Configuration.Organizations.SetRestoreAsync(organization.Id, credential?.Application, credential?.Secret, cancellationToken).ConfigureAwait(false);
        return organization with { Restore = credential?.Application };
    }
}
