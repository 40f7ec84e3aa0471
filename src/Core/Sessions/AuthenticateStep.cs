using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Step 2: check that signing in works and the permissions suffice.</summary>
internal sealed class AuthenticateStep(IOrganizationSource source)
{
    /// <exception cref="AuthenticationException">Sign-in failed.</exception>
    /// <exception cref="PermissionMissingException">A permission is missing; it is named.</exception>
    public async Task RunAsync(LoadedJob loaded, SessionLog log, CancellationToken cancellationToken)
    {
        OrganizationCheckResult result = await source.CheckAsync(ObjectWorkloads.Of(loaded.Job.Scope), cancellationToken).ConfigureAwait(false);
        result.ThrowIfFailed();
        log.Info($"Connected to organization '{loaded.Organization.Name}'.");
    }
}
