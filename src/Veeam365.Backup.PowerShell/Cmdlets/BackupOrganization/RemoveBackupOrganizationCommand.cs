using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Removes organizations from the configuration; what was backed up stays.</summary>
/// <remarks>
/// <para>
/// Restore points can still be browsed and exported. An organization that jobs back up is not removed: remove the jobs first. The application in Microsoft Entra ID is not touched.
/// </para>
/// </remarks>
/// <example>
/// <code>Remove-BackupOrganization Contoso -WhatIf</code>
/// <para>Tells what would be removed.</para>
/// </example>
/// <example>
/// <code>
/// Get-BackupJob | Where-Object Organization -EQ Contoso | Remove-BackupJob -Confirm:$false
/// Remove-BackupOrganization Contoso -Confirm:$false
/// </code>
/// <para>Removes an organization with its jobs, without asking.</para>
/// </example>
/// <seealso cref="RemoveBackupJobCommand"/>
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
