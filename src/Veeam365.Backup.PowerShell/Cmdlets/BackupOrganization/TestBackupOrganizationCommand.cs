using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Signs in to organizations and tries what backups need: one result for each check.</summary>
/// <remarks>
/// <para>Failed checks tell which permission is missing and what to do. Nothing is changed.</para>
/// </remarks>
/// <example>
/// <code>Test-BackupOrganization Contoso</code>
/// <para>Tries everything that the jobs of the organization need.</para>
/// </example>
/// <example>
/// <code>Get-BackupOrganization | Test-BackupOrganization -Workload Mailbox, OneDrive | Where-Object Outcome -NE Passed | Format-List</code>
/// <para>Shows what keeps mail and files from being backed up, with the recommended action.</para>
/// </example>
/// <seealso cref="GetBackupOrganizationCommand"/>
[Cmdlet(VerbsDiagnostic.Test, "BackupOrganization")]
[OutputType(typeof(CheckView))]
public sealed class TestBackupOrganizationCommand : OrganizationCmdlet
{
    /// <summary>The workloads whose permissions are tried; those of users and those that the organization's jobs back up when nothing is said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Workload[]? Workload { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(Organization organization, CancellationToken cancellationToken)
    {
        OrganizationCheckResult result = await new OrganizationOperations(Services).TestAsync(organization, Workload, cancellationToken).ConfigureAwait(false);
        foreach (OrganizationCheck check in result.Checks)
            Output.Write(new CheckView(organization.Name, check));
    }
}
