using System.Management.Automation;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Gets sessions, newest first; or the log or the tasks of sessions.</summary>
/// <remarks>
/// <para>
/// A session is one run of a job: Success, Warning (some things could not be read), Failed, Stopped, or Disconnected (its process died). While it runs its numbers grow. Sessions of
/// jobs that were removed are found by the name of the job.
/// </para>
/// </remarks>
/// <example>
/// <code>Get-BackupSession Daily -Last 5</code>
/// <para>The five newest sessions of a job.</para>
/// </example>
/// <example>
/// <code>Get-BackupSession Daily -Last 1 -Log</code>
/// <para>The log of the newest one.</para>
/// </example>
/// <example>
/// <code>Get-BackupSession Daily -Last 1 -Task | Where-Object Status -EQ Failed</code>
/// <para>The objects that it could not back up.</para>
/// </example>
/// <seealso cref="WatchBackupSessionCommand"/>
/// <seealso cref="StartBackupJobCommand"/>
/// <seealso cref="GetBackupGapCommand"/>
[Cmdlet(VerbsCommon.Get, "BackupSession", DefaultParameterSetName = ListSet)]
[OutputType(typeof(BackupSessionView))]
[OutputType(typeof(SessionLogLineView))]
[OutputType(typeof(SessionTaskView))]
public sealed class GetBackupSessionCommand : ConfigurationCmdlet
{
    private const string ListSet = "List";
    private const string SessionSet = "Session";

    /// <summary>Sessions of these jobs: names, ids, patterns (* and ?) or what Get-BackupJob returned. Jobs that were removed are found by their name, too.</summary>
    [Parameter(Position = 0, ParameterSetName = ListSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobCompleter))]
    public JobReference[] Job { get; set; } = [new JobReference("*")];

    /// <summary>Only in these states.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    public SessionStatus[]? Status { get; set; }

    /// <summary>At most this many for each -Job.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? Last { get; set; }

    /// <summary>These sessions: ids, or what Start-BackupJob or Get-BackupSession returned.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SessionSet, ValueFromPipeline = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public SessionReference[] Session { get; set; } = [];

    /// <summary>Writes the lines of the log instead of the session.</summary>
    [Parameter]
    public SwitchParameter Log { get; set; }

    /// <summary>Writes what became of each object instead of the session.</summary>
    [Parameter]
    [Alias("Tasks")]
    public SwitchParameter Task { get; set; }

    private ISessionTable Sessions => Services.Configuration.Sessions;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        // A session whose process died is not shown as running.
        await Sessions.MarkDisconnectedAsync(cancellationToken).ConfigureAwait(false);
        foreach (SessionReference reference in Session)
            await WriteAsync(await Find.SessionAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (ParameterSetName == SessionSet)
            return;
        foreach (JobReference reference in Job)
            await ListAsync(await Find.JobFilterAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task ListAsync(JobFilter jobs, CancellationToken cancellationToken)
    {
        IAsyncEnumerable<BackupSession> sessions = Sessions.ListAsync(new SessionQuery { JobId = jobs.JobId }, cancellationToken)
            .Where(s => jobs.Matches(s.JobId, s.JobName) && Status?.Contains(s.Status) is null or true)
            .Take(Last ?? int.MaxValue);
        bool any = false;
        await foreach (BackupSession session in sessions.ConfigureAwait(false))
        {
            any = true;
            await WriteAsync(session, cancellationToken).ConfigureAwait(false);
        }
        if (!any && jobs.MustExist)
            Output.WriteError(Finder.NoJob(jobs.Reference), jobs.Reference);
    }

    private async Task WriteAsync(BackupSession session, CancellationToken cancellationToken)
    {
        if (Log)
        {
            foreach (SessionLogEntry entry in await Sessions.ReadLogAsync(session.Id, cancellationToken).ConfigureAwait(false))
                Output.Write(new SessionLogLineView(session.Id, entry));
        }
        if (Task)
        {
            foreach (SessionTask task in await Sessions.ListTasksAsync(session.Id, cancellationToken).ConfigureAwait(false))
                Output.Write(new SessionTaskView(task, Services.Clock.GetUtcNow()));
        }
        if (!Log && !Task)
            Output.Write(Views.Session(session));
    }
}
