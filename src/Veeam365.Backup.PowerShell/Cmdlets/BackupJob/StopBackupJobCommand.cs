using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Stops the running sessions of jobs, wherever they run, and waits until they are closed. Objects that were finished are kept.</summary>
[Cmdlet(VerbsLifecycle.Stop, "BackupJob", SupportsShouldProcess = true)]
[OutputType(typeof(BackupSessionView))]
public sealed class StopBackupJobCommand : JobCmdlet
{
    /// <summary>On by default. With -Wait:$false the session is only asked to stop.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; } = new(true);

    /// <summary>Writes the session.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupJob job, CancellationToken cancellationToken)
    {
        if (!await Output.ConfirmAsync(job.Name, "Stop session").ConfigureAwait(false))
            return;
        BackupSession? session = await new JobOperations(Services).StopAsync(job, Wait, cancellationToken).ConfigureAwait(false);
        if (session is null)
            Output.WriteWarning($"No session of job '{job.Name}' runs.");
        else if (PassThru)
            Output.Write(Views.Session(session));
    }
}
