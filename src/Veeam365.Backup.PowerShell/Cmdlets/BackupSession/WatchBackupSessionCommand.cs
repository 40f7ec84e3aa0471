using System.Management.Automation;
using System.Management.Automation.Host;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Shows running sessions live, until they have ended.</summary>
/// <remarks>
/// <para>
/// At a terminal one screen is drawn again and again: each session with objects, items, rates and what the source holds back, the objects at work below it, and the last lines of its
/// log. Where the output is redirected, or the terminal cannot be drawn on, a plain line is written for each change instead. Sessions of other processes and machines are shown, too.
/// </para>
/// <para>Ctrl+C ends the watching; the sessions go on. Sessions that end while they are watched are written to the pipeline.</para>
/// </remarks>
/// <example>
/// <code>
/// Start-BackupJob Daily -Wait:$false
/// Watch-BackupSession
/// </code>
/// <para>Starts a job in the background and looks at it until it has ended.</para>
/// </example>
/// <example>
/// <code>Watch-BackupSession Daily -Interval 5</code>
/// <para>Looks at the running session of one job every five seconds.</para>
/// </example>
/// <example>
/// <code>Get-BackupSession -Status Running | Watch-BackupSession | Where-Object Status -NE Success</code>
/// <para>Waits for all running sessions, and writes those that did not end well.</para>
/// </example>
/// <seealso cref="GetBackupSessionCommand"/>
/// <seealso cref="StopBackupJobCommand"/>
[Cmdlet(VerbsCommon.Watch, "BackupSession", DefaultParameterSetName = ListSet)]
[OutputType(typeof(BackupSessionView))]
public sealed class WatchBackupSessionCommand : ConfigurationCmdlet
{
    private const string ListSet = "List";
    private const string SessionSet = "Session";

    // A session that was just asked for is there within that many looks.
    private const int FirstLooks = 4;

    private readonly List<Guid> _sessions = [];
    private readonly List<JobFilter> _jobs = [];
    private PSHost? _host;
    private WatchScreen? _screen;

    /// <summary>Running sessions of these jobs: names, ids, patterns (* and ?) or what Get-BackupJob returned; of all jobs when omitted.</summary>
    [Parameter(Position = 0, ParameterSetName = ListSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobCompleter))]
    public JobReference[] Job { get; set; } = [new JobReference("*")];

    /// <summary>These sessions: ids, or what Start-BackupJob or Get-BackupSession returned.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SessionSet, ValueFromPipeline = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public SessionReference[] Session { get; set; } = [];

    /// <summary>Seconds between two looks; one is the default.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int Interval { get; set; } = 1;

    /// <summary>Waits for the next session when none runs, and goes on when those that were watched have ended, until Ctrl+C.</summary>
    [Parameter]
    public SwitchParameter Continuous { get; set; }

    /// <inheritdoc/>
    private protected override void Prepare()
    {
        base.Prepare();
        _host = Host;
    }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (SessionReference reference in Session)
            _sessions.Add((await Find.SessionAsync(reference, cancellationToken).ConfigureAwait(false)).Id);
        if (ParameterSetName == SessionSet)
            return;
        foreach (JobReference reference in Job)
            await AddJobAsync(reference, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    private protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_sessions.Count == 0 && _jobs.Count == 0)
            return;
        var watch = new SessionWatch(Services, _jobs, _sessions);
        if (!await FindAsync(watch, cancellationToken).ConfigureAwait(false) && !Continuous)
        {
            WriteEnded(watch);
            if (_sessions.Count == 0)
                Output.WriteWarning("No session runs. Start one with Start-BackupJob, or wait for the next one with -Continuous.");
            return;
        }

        _screen = WatchScreen.TryOpen(_host);
        if (_screen is null)
            await WatchInLinesAsync(watch, cancellationToken).ConfigureAwait(false);
        else
            await WatchOnScreenAsync(watch, _screen, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    private protected override Task CleanUpAsync()
    {
        _screen?.Close();
        return Task.CompletedTask;
    }

    private async Task<bool> FindAsync(SessionWatch watch, CancellationToken cancellationToken)
    {
        for (int look = 1; ; look++)
        {
            if (await watch.LookAsync(cancellationToken).ConfigureAwait(false))
                return true;
            if (watch.Watched.Count > 0 || look == FirstLooks)
                return false;
            await Task.Delay(TimeSpan.FromSeconds(1), Services.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AddJobAsync(JobReference reference, CancellationToken cancellationToken)
    {
        JobFilter jobs = await Find.JobFilterAsync(reference, cancellationToken).ConfigureAwait(false);
        if (jobs.MustExist && jobs.JobId is null)
            Output.WriteError(Finder.NoJob(reference), reference);
        else
            _jobs.Add(jobs);
    }

    private async Task WatchOnScreenAsync(SessionWatch watch, WatchScreen screen, CancellationToken cancellationToken)
    {
        do
        {
            screen.Draw(watch);
        }
        while (await NextAsync(watch, cancellationToken).ConfigureAwait(false));
        screen.Close();
        WriteEnded(watch);
    }

    private async Task WatchInLinesAsync(SessionWatch watch, CancellationToken cancellationToken)
    {
        var lines = new WatchLines(Output);
        do
        {
            lines.Write(watch);
            WriteEnded(watch);
        }
        while (await NextAsync(watch, cancellationToken).ConfigureAwait(false));
        lines.Write(watch);
        WriteEnded(watch);
    }

    private async Task<bool> NextAsync(SessionWatch watch, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(Interval), Services.Clock, cancellationToken).ConfigureAwait(false);
        return await watch.LookAsync(cancellationToken).ConfigureAwait(false) || Continuous;
    }

    private void WriteEnded(SessionWatch watch)
    {
        foreach (BackupSession ended in watch.TakeEnded())
            Output.Write(Views.Session(ended));
    }
}
