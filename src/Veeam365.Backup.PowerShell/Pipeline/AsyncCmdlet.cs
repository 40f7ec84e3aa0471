using System.Management.Automation;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Pipeline;

/// <summary>
/// The base of all cmdlets that wait for something: their work is asynchronous and runs on other threads, while PowerShell's thread writes what comes out.
/// Ctrl+C cancels the work and waits until it has cleaned up.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly OutputPump _pump;
    private JobStarter? _jobs;

    /// <summary>Prepares the cmdlet.</summary>
    protected AsyncCmdlet() => _pump = new OutputPump(this);

    /// <summary>How the work writes.</summary>
    private protected IOutput Output => _pump;

    /// <summary>What the error of the current input is about; null for nothing in particular.</summary>
    private protected object? Subject { get; set; }

    /// <summary>Disposes what the cmdlet holds. PowerShell calls it at the end of the pipeline, however that comes.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _pump.Refuse();
        // PowerShell's own calls are synchronous: here the asynchronous world ends.
        Task.Run(CleanUpAsync).GetAwaiter().GetResult();
        _pump.Dispose();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        Prepare();
        if (RunsAsJob && !IsWhatIf)
            _jobs = StartJobs();
        else
            Run(BeginAsync);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (_jobs is not null)
        {
            _jobs.Add();
            return;
        }

        PrepareRecord();
        Run(ProcessAsync);
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        if (_jobs is not null)
        {
            _jobs.Finish();
            return;
        }

        Run(EndAsync);
        _pump.ClearProgress();
    }

    /// <summary>Cancels the work and returns at once.</summary>
    protected sealed override void StopProcessing() => _ = _stop.CancelAsync();

    /// <summary>Runs on PowerShell's thread before anything else.</summary>
    private protected virtual void Prepare()
    {
    }

    /// <summary>Runs on PowerShell's thread before the work for each input.</summary>
    private protected virtual void PrepareRecord()
    {
    }

    /// <summary>The work before the first input.</summary>
    private protected virtual Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The work for one input.</summary>
    private protected virtual Task ProcessAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The work after the last input.</summary>
    private protected virtual Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>True when a PowerShell job was asked for: the work is done there, and the jobs are written. -WhatIf does it here all the same.</summary>
    private protected virtual bool RunsAsJob => false;

    /// <summary>Makes the jobs.</summary>
    private protected virtual JobStarter StartJobs() => throw new NotSupportedException();

    /// <summary>Ends what goes on between inputs, when the pipeline ends, however that comes.</summary>
    private protected virtual Task CleanUpAsync() => Task.CompletedTask;

    /// <summary>A path as the user wrote it, made absolute by PowerShell's current location. On PowerShell's thread only.</summary>
    private protected string? FullPath(string? path) => path is null ? null : GetUnresolvedProviderPathFromPSPath(path);

    private bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? value) && value is SwitchParameter { IsPresent: true };

    private void Run(Func<CancellationToken, Task> work)
    {
        try
        {
            _pump.Run(() => work(_stop.Token), () => _stop.Cancel());
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (ConfigurationException e)
        {
            // Without a configuration nothing can go on.
            _pump.ClearProgress();
            ThrowTerminatingError(ErrorRecords.From(e, Subject));
        }
        catch (BackupException e)
        {
            WriteError(ErrorRecords.From(e, Subject));
        }
        catch (Exception e) when (!_pump.IsRefused && e is not RuntimeException)
        {
            _pump.ClearProgress();
            ThrowTerminatingError(ErrorRecords.From(e, Subject));
        }
    }
}
