using System.Diagnostics;
using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Brings the cache and the list of restore points in step with what repositories hold.</summary>
[Cmdlet(VerbsData.Sync, "BackupRepository", SupportsShouldProcess = true)]
[OutputType(typeof(RepositorySynchronizationView))]
public sealed class SyncBackupRepositoryCommand : RepositoryCmdlet
{
    /// <summary>Forgets the cache first and reads everything anew.</summary>
    [Parameter]
    public SwitchParameter Rebuild { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        if (!await Output.ConfirmAsync(repository.Name, Rebuild ? "Rebuild the cache" : "Synchronize").ConfigureAwait(false))
            return;
        string activity = $"Synchronizing repository '{repository.Name}'";
        Output.ShowProgress([new ProgressLine(0, activity, "Comparing")]);
        var watch = Stopwatch.StartNew();
        int read = await new RepositoryOperations(Services)
            .SynchronizeAsync(repository, Rebuild, line => Report(activity, line), cancellationToken).ConfigureAwait(false);
        Output.Write(new RepositorySynchronizationView { Repository = repository.Name, RestorePointsRead = read, Duration = watch.Elapsed });
    }

    private void Report(string activity, string line)
    {
        Output.WriteVerbose(line);
        Output.ShowProgress([new ProgressLine(0, activity, line)]);
    }
}
