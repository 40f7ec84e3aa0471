using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Runs jobs and writes each session when it is closed.</summary>
/// <remarks>
/// <para>
/// The session runs in this PowerShell process, or on the proxies that the job's repository belongs to. Only what changed since the last restore point is moved; the first session of a
/// job, and each one with -Full, reads everything. Progress shows the session, the objects at work, rates, what holds it up, and the time left.
/// </para>
/// <para>
/// Ctrl+C stops the session properly: the objects that were finished are kept in a restore point. A session that ends Failed is a non-terminating error as well, so that -ErrorAction
/// Stop ends a script; Warning means that some things could not be read and are tried again next time (Get-BackupGap).
/// </para>
/// <para>Several jobs run one after the other. With -AsJob each of them becomes a PowerShell job of its own, and they run side by side.</para>
/// </remarks>
/// <example>
/// <code>Start-BackupJob Daily</code>
/// <para>Runs a job and waits for its end.</para>
/// </example>
/// <example>
/// <code>Start-BackupJob Daily -Full</code>
/// <para>Reads everything anew; content that is there already is not stored twice.</para>
/// </example>
/// <example>
/// <code>
/// $jobs = Get-BackupJob | Start-BackupJob -AsJob
/// $jobs | Wait-Job | Receive-Job
/// </code>
/// <para>Runs all jobs side by side and shows their sessions.</para>
/// </example>
/// <example>
/// <code>Get-BackupJob D* | Start-BackupJob | Get-RestorePoint | Get-BackupItem -Name *.pptx | Export-BackupItem -Path D:\Export</code>
/// <para>Backs up, and exports the presentations of the restore points that this made.</para>
/// </example>
/// <seealso cref="WatchBackupSessionCommand"/>
/// <seealso cref="GetBackupSessionCommand"/>
/// <seealso cref="GetBackupGapCommand"/>
/// <seealso cref="GetRestorePointCommand"/>
[Cmdlet(VerbsLifecycle.Start, "BackupJob", SupportsShouldProcess = true)]
[OutputType(typeof(BackupSessionView))]
public sealed class StartBackupJobCommand : JobCmdlet
{
    /// <summary>Reads everything anew instead of only what changed.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <summary>Starts a disabled job, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// On by default. With -Wait:$false the running session is written at once and goes on in the background of this PowerShell process; it is stopped
    /// when the module is removed or the process ends. A session of a repository that belongs to other proxies is left to them.
    /// </summary>
    [Parameter]
    public SwitchParameter Wait { get; set; } = new(true);

    /// <summary>Writes a PowerShell job for each job at once, and does the work there: Receive-Job gives what it writes, Stop-Job stops it as Ctrl+C does.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    private protected override bool RunsAsJob => AsJob;

    /// <inheritdoc/>
    private protected override string? JobForEach => nameof(Job);

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupJob job, CancellationToken cancellationToken)
    {
        if (!job.IsEnabled && !Force)
            throw new ConflictException("Job.Disabled", $"Job '{job.Name}' is disabled.", "Enable it with Enable-BackupJob, or start it once with -Force.");
        if (!await Output.ConfirmAsync(job.Name, Full ? "Start full session" : "Start session").ConfigureAwait(false))
            return;
        var request = new StartRequest(job, Full);
        if (Wait)
            await RunAsync(request, cancellationToken).ConfigureAwait(false);
        else if (await new SessionRunner(Services, new SessionOptions()).TryQueueAsync(request, cancellationToken).ConfigureAwait(false) is { } queued)
            Output.Write(Views.Session(queued));
        else
            Output.Write(Views.Session(await State.Background.StartAsync(Services, request, cancellationToken).ConfigureAwait(false)));
    }

    private async Task RunAsync(StartRequest request, CancellationToken cancellationToken)
    {
        var display = new SessionDisplay(Output, request.Job.Retry);
        BackupSession session = await new JobRunner(Services, new SessionOptions()).RunAsync(request, display, cancellationToken).ConfigureAwait(false);
        display.Close();
        if (cancellationToken.IsCancellationRequested)
            TellOfStop(session);
        Output.Write(Views.Session(session));
        if (session.Status == SessionStatus.Failed)
        {
            Output.WriteError(
                new SourceException(
                    "Session.Failed", $"The session of job '{request.Job.Name}' failed: {session.Message}", "See its log with Get-BackupSession -Log and its objects with Get-BackupSession -Task."),
                request.Job.Name);
        }
    }

    // A stopped pipeline takes no output any more; the person who pressed Ctrl+C wants to know all the same.
    private void TellOfStop(BackupSession session) => Host.UI?.WriteWarningLine(
        $"Session of job '{session.JobName}': {session.Status}, {session.Statistics.ObjectsDone} of {session.Statistics.ObjectsTotal} objects finished"
        + (session.RestorePointId is null ? "." : " and kept in a restore point."));
}
