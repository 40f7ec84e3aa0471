using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets organizations.</summary>
/// <remarks>
/// <para>Secrets are never shown, only which kind of credential there is. An exact name that does not exist is an error; a pattern that matches nothing is none.</para>
/// </remarks>
/// <example>
/// <code>Get-BackupOrganization</code>
/// <para>Lists all organizations.</para>
/// </example>
/// <example>
/// <code>Get-BackupOrganization Con* | Format-List</code>
/// <para>Shows everything about those whose name begins with Con.</para>
/// </example>
/// <seealso cref="TestBackupOrganizationCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupOrganization")]
[OutputType(typeof(BackupOrganizationView))]
public sealed class GetBackupOrganizationCommand : ConfigurationCmdlet
{
    /// <summary>Names, ids or patterns (* and ?); everything when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OrganizationCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    private protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachNameAsync(Name, async name =>
    {
        foreach (Organization found in await Find.OrganizationsAsync(name, cancellationToken).ConfigureAwait(false))
            Output.Write(new BackupOrganizationView(found));
    });
}
