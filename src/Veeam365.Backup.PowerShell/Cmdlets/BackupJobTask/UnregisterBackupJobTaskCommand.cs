using System.Management.Automation;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Pipeline;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Takes away a task that Register-BackupJobTask registered. Jobs and their schedules stay as they are.</summary>
/// <remarks>
/// <para>Works with the Windows Task Scheduler, with systemd and with the crontab of the current user. Files that were written with -Path are not looked for.</para>
/// </remarks>
/// <example needs="a task scheduler">
/// <code>Unregister-BackupJobTask</code>
/// <para>Takes away the task named Veeam365.</para>
/// </example>
/// <example needs="cron">
/// <code>Unregister-BackupJobTask -TaskName Nightly -Kind Cron -Confirm:$false</code>
/// <para>Removes one line from this user's crontab, without asking.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Unregister, "BackupJobTask", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class UnregisterBackupJobTaskCommand : AsyncCmdlet
{
    /// <summary>The name of the task.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    public string TaskName { get; set; } = "Veeam365";

    /// <summary>WindowsTask, SystemdTimer or Cron; what this system offers when omitted.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet(nameof(TaskKind.WindowsTask), nameof(TaskKind.SystemdTimer), nameof(TaskKind.Cron))]
    public string? Kind { get; set; }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Subject = TaskName;
        TaskKind kind = Kind is null ? TaskRegistration.Usual : Enum.Parse<TaskKind>(Kind, ignoreCase: true);
        if (await Output.ConfirmAsync(TaskName, $"Unregister {kind}").ConfigureAwait(false))
            await new TaskRegistration(new ProgramRunner()).UnregisterAsync(kind, TaskName, cancellationToken).ConfigureAwait(false);
    }
}
