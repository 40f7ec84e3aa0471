using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.References;

namespace Veeam365.Backup.PowerShell.Connection;

/// <summary>The base of cmdlets that act on jobs which exist.</summary>
public abstract class JobCmdlet : ConfigurationCmdlet
{
    /// <summary>The jobs: names, ids or what Get-BackupJob returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobCompleter))]
    public virtual JobReference[] Job { get; set; } = [];

    /// <inheritdoc/>
    private protected sealed override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (JobReference reference in Job)
        {
            Subject = reference;
            try
            {
                await ProcessAsync(await Find.JobAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (BackupException e) when (e is not ConfigurationException)
            {
                // One that fails does not keep the others from being processed.
                Output.WriteError(e, reference);
            }
        }
    }

    /// <summary>Acts on one.</summary>
    private protected abstract Task ProcessAsync(BackupJob job, CancellationToken cancellationToken);
}
