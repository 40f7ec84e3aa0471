using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Stops the running sessions of jobs, wherever they run.</summary>
/// <remarks>
/// <para>
/// It waits until the session is closed; objects that were finished are kept in a restore point. It works from any process and any machine that is connected to the same configuration.
/// A job without a running session is a warning.
/// </para>
/// </remarks>
/// <example>
/// <code>Stop-BackupJob Daily</code>
/// <para>Stops the running session of a job.</para>
/// </example>
/// <example>
/// <code>Get-BackupSession -Status Running | ForEach-Object { Stop-BackupJob $_.JobName -Wait:$false }</code>
/// <para>Asks all running sessions to stop, and does not wait.</para>
/// </example>
/// <seealso cref="WatchBackupSessionCommand"/>
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
