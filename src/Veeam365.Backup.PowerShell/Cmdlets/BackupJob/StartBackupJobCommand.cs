using System.Management.Automation;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
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
/// <example>
/// <code>Start-BackupJob -Scheduled</code>
/// <para>Runs what is due by schedule, as the task does that Register-BackupJobTask makes.</para>
/// </example>
/// <seealso cref="WatchBackupSessionCommand"/>
/// <seealso cref="GetBackupSessionCommand"/>
/// <seealso cref="GetBackupGapCommand"/>
/// <seealso cref="GetRestorePointCommand"/>
[Cmdlet(VerbsLifecycle.Start, "BackupJob", DefaultParameterSetName = NamedSet, SupportsShouldProcess = true)]
[OutputType(typeof(BackupSessionView))]
public sealed class StartBackupJobCommand : JobCmdlet
{
    private const string NamedSet = "Named";
    private const string ScheduledSet = "Scheduled";

    private readonly List<BackupJob> _candidates = [];

    /// <summary>The jobs: names, ids or what Get-BackupJob returned. With -Scheduled all jobs that have a schedule when omitted.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = NamedSet)]
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ScheduledSet)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobCompleter))]
    public override JobReference[] Job { get; set; } = [];

    /// <summary>
    /// Starts only jobs that are due by their schedules and whose windows are open, each once however often it was missed, several side by side. Nothing due is no error and writes nothing. Meant for
    /// a task of the operating system that calls it every few minutes: Register-BackupJobTask.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ScheduledSet)]
    public SwitchParameter Scheduled { get; set; }

    /// <summary>How many jobs run side by side with -Scheduled.</summary>
    [Parameter(ParameterSetName = ScheduledSet)]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 4;

    /// <summary>Reads everything anew instead of only what changed.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <summary>Starts a disabled job, too.</summary>
    [Parameter(ParameterSetName = NamedSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// On by default. With -Wait:$false the running session is written at once and goes on in the background of this PowerShell process; it is stopped
    /// when the module is removed or the process ends. A session of a repository that belongs to other proxies is left to them.
    /// </summary>
    [Parameter(ParameterSetName = NamedSet)]
    public SwitchParameter Wait { get; set; } = new(true);

    /// <summary>Writes a PowerShell job for each job at once, and does the work there: Receive-Job gives what it writes, Stop-Job stops it as Ctrl+C does.</summary>
    [Parameter(ParameterSetName = NamedSet)]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    private protected override bool RunsAsJob => AsJob;

    /// <inheritdoc/>
    private protected override string? JobForEach => nameof(Job);

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(BackupJob job, CancellationToken cancellationToken)
    {
        if (Scheduled)
        {
            _candidates.Add(job);
            return;
        }
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

    /// <inheritdoc/>
    private protected override Task EndAsync(CancellationToken cancellationToken) => Scheduled ? RunDueAsync(cancellationToken) : Task.CompletedTask;

    private async Task RunDueAsync(CancellationToken cancellationToken)
    {
        Subject = null;
        bool isNamed = MyInvocation.BoundParameters.ContainsKey(nameof(Job)) || MyInvocation.ExpectingInput || _candidates.Count > 0;
        var display = new ScheduledDisplay(Output, Full, (job, session) => Tell(job, session, cancellationToken));
        await new ScheduledRun(new ScheduledJobs(Services, new SessionOptions()), Services.Clock, display)
            .RunAsync(isNamed ? _candidates : null, Full, ThrottleLimit, cancellationToken).ConfigureAwait(false);
        Output.ShowProgress([]);
    }

    private void Tell(BackupJob job, BackupSession session, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            TellOfStop(session);
        Output.Write(Views.Session(session));
        if (session.Status == SessionStatus.Failed)
        {
            Output.WriteError(
                new SourceException(
                    "Session.Failed", $"The session of job '{job.Name}' failed: {session.Message}", "See its log with Get-BackupSession -Log and its objects with Get-BackupSession -Task."),
                job.Name);
        }
    }

    private async Task RunAsync(StartRequest request, CancellationToken cancellationToken)
    {
        var display = new SessionDisplay(Output, request.Job.Retry);
        BackupSession session = await new JobRunner(Services, new SessionOptions()).RunAsync(request, display, cancellationToken).ConfigureAwait(false);
        display.Close();
        Tell(request.Job, session, cancellationToken);
    }

    // A stopped pipeline takes no output any more; the person who pressed Ctrl+C wants to know all the same.
    private void TellOfStop(BackupSession session) => Host.UI?.WriteWarningLine(
        $"Session of job '{session.JobName}': {session.Status}, {session.Statistics.ObjectsDone} of {session.Statistics.ObjectsTotal} objects finished"
        + (session.RestorePointId is null ? "." : " and kept in a restore point."));
}
