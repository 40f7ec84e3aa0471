using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.References;

namespace Veeam365.Backup.PowerShell.Connection;

/// <summary>The base of cmdlets that act on repositories which exist.</summary>
public abstract class RepositoryCmdlet : ConfigurationCmdlet
{
    /// <summary>The repositories: names, ids or what Get-BackupRepository returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RepositoryCompleter))]
    public RepositoryReference[] Repository { get; set; } = [];

    /// <inheritdoc/>
    private protected sealed override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (RepositoryReference reference in Repository)
        {
            Subject = reference;
            try
            {
                IReadOnlyList<BackupRepository> found = AcceptsPatterns
                    ? await Find.RepositoriesAsync(reference.NameOrId, cancellationToken).ConfigureAwait(false)
                    : [await Find.RepositoryAsync(reference, cancellationToken).ConfigureAwait(false)];
                foreach (BackupRepository repository in found)
                    await ProcessOneAsync(repository, reference, cancellationToken).ConfigureAwait(false);
            }
            catch (NotFoundException e)
            {
                Output.WriteError(e, reference);
            }
        }
    }

    private async Task ProcessOneAsync(BackupRepository repository, RepositoryReference reference, CancellationToken cancellationToken)
    {
        try
        {
            await ProcessAsync(repository, cancellationToken).ConfigureAwait(false);
        }
        catch (BackupException e) when (e is not ConfigurationException)
        {
            // One that fails does not keep the others from being processed.
            Output.WriteError(e, reference);
        }
    }

    /// <summary>True when * and ? in names stand for several repositories.</summary>
    private protected virtual bool AcceptsPatterns => false;

    /// <summary>Acts on one.</summary>
    private protected abstract Task ProcessAsync(BackupRepository repository, CancellationToken cancellationToken);
}
