using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Removes organizations from the configuration. What was backed up stays.</summary>
[Cmdlet(VerbsCommon.Remove, "BackupOrganization", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveBackupOrganizationCommand : OrganizationCmdlet
{
    /// <inheritdoc/>
    private protected override async Task ProcessAsync(Organization organization, CancellationToken cancellationToken)
    {
        if (await Output.ConfirmAsync(organization.Name, "Remove organization").ConfigureAwait(false))
            await Services.Configuration.Organizations.RemoveAsync(organization.Id, cancellationToken).ConfigureAwait(false);
    }
}
