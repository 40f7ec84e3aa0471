using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets organizations.</summary>
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
