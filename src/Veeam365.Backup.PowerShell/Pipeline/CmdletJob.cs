using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Veeam365.Backup.PowerShell.Connection;
using Shell = System.Management.Automation.PowerShell;

namespace Veeam365.Backup.PowerShell.Pipeline;

/// <summary>
/// A cmdlet that runs as a PowerShell job: in a runspace of its own in this process, connected to the caller's configuration. Stop-Job is its Ctrl+C, and waits until everything is closed.
/// </summary>
internal sealed class CmdletJob : Job
{
    // What a person looks at now and then; a session of hours would pile up more than it moves.
    private const int MostProgress = 100;

    private readonly Lock _closing = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Shell _shell = Shell.Create();
    private readonly EventHandler _onExit;
    private Runspace? _runspace;
    private volatile string _status = "";
    private volatile bool _isClosed;

    public CmdletJob(string command, string name)
        : base(command, name)
    {
        PSJobTypeName = "BackupCmdlet";
        // As a session in the background: the process may end, what runs is stopped properly.
        _onExit = (_, _) => StopJob();
    }

    /// <inheritdoc/>
    public override bool HasMoreData =>
        Output.Count > 0 || Error.Count > 0 || Warning.Count > 0 || Verbose.Count > 0 || Debug.Count > 0 || Progress.Count > 0;

    /// <inheritdoc/>
    public override string Location => Environment.MachineName;

    /// <inheritdoc/>
    public override string StatusMessage => _status;

    /// <summary>Begins to run.</summary>
    public void Start(CmdletCall call)
    {
        _shell.Runspace = _runspace = Open(call);
        _shell.AddCommand(call.Command.Name).AddParameters((IDictionary)new Dictionary<string, object?>(call.Parameters));
        _shell.Streams.Error = Error;
        _shell.Streams.Warning = Warning;
        _shell.Streams.Verbose = Verbose;
        _shell.Streams.Debug = Debug;
        _shell.Streams.Progress = Progress;
        Progress.DataAdding += (_, adding) => Follow((ProgressRecord)adding.ItemAdded);
        _shell.InvocationStateChanged += (_, change) => OnChanged(change.InvocationStateInfo);
        AppDomain.CurrentDomain.ProcessExit += _onExit;
        SetJobState(JobState.Running);
        var nothing = new PSDataCollection<PSObject>();
        nothing.Complete();
        _shell.BeginInvoke(nothing, Output);
    }

    /// <inheritdoc/>
    public override void StopJob()
    {
        lock (_closing)
        {
            if (!_isClosed)
            {
                SetJobState(JobState.Stopping);
                _shell.Stop();
            }
        }

        // PowerShell's own calls are synchronous: here the asynchronous world ends.
        _ended.Task.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // One that has ended may be removed by whoever just learns of it (Receive-Job -AutoRemoveJob): nobody waits then.
        if (disposing && _runspace is not null && !_isClosed)
            StopJob();
        base.Dispose(disposing);
    }

    private static Runspace Open(CmdletCall call)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry(call.Command.Name, call.Command.ImplementingType, null));
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(call.Location));
        if (call.Target is not null)
            ModuleStates.Of(runspace).Choose(call.Target);
        return runspace;
    }

    private void Follow(ProgressRecord progress)
    {
        if (progress is { ActivityId: 0, RecordType: ProgressRecordType.Processing })
            _status = progress.StatusDescription;
        // Whoever receives meanwhile takes all there is: then there is nothing to take away.
        if (Progress.Count > MostProgress)
            Progress.ReadAll();
    }

    private void OnChanged(PSInvocationStateInfo info)
    {
        JobState? end = info.State switch
        {
            PSInvocationState.Completed => JobState.Completed,
            PSInvocationState.Failed => JobState.Failed,
            PSInvocationState.Stopped => JobState.Stopped,
            _ => null,
        };
        // Not on this thread: closing a runspace waits for it.
        if (end is { } state)
            _ = Task.Run(() => End(state, info.Reason));
    }

    private void End(JobState state, Exception? reason)
    {
        AppDomain.CurrentDomain.ProcessExit -= _onExit;
        // What is being stopped is not taken away meanwhile.
        lock (_closing)
            _isClosed = true;
        try
        {
            // The configuration closes with the runspace: a job that has ended holds nothing.
            _shell.Dispose();
            _runspace!.Dispose();
        }
        finally
        {
            // Of a job of another kind PowerShell does not take the reason along: Receive-Job gives it as an error.
            if (reason is IContainsErrorRecord contains)
                Error.Add(contains.ErrorRecord);
            SetJobState(state);
            _ended.TrySetResult();
        }
    }
}
