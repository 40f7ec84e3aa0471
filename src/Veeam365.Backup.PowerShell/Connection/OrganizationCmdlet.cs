using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.References;

namespace Veeam365.Backup.PowerShell.Connection;

/// <summary>The base of cmdlets that act on organizations which exist.</summary>
public abstract class OrganizationCmdlet : ConfigurationCmdlet
{
    /// <summary>The organizations: names, ids or what Get-BackupOrganization returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OrganizationCompleter))]
    public OrganizationReference[] Organization { get; set; } = [];

    /// <inheritdoc/>
    private protected sealed override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (OrganizationReference reference in Organization)
        {
            Subject = reference;
            try
            {
                await ProcessAsync(await Find.OrganizationAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (BackupException e) when (e is not ConfigurationException)
            {
                // One that fails does not keep the others from being processed.
                Output.WriteError(e, reference);
            }
        }
    }

    /// <summary>Acts on one.</summary>
    private protected abstract Task ProcessAsync(Organization organization, CancellationToken cancellationToken);
}
