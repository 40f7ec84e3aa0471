using System.Collections.Concurrent;
using System.Management.Automation;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Pipeline;

/// <summary>
/// Carries output from worker threads to the pipeline's thread, the only one that may write. The queue is bounded: a slow pipeline slows the work down.
/// </summary>
internal sealed class OutputPump : IOutput, IDisposable
{
    private const int Capacity = 256;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly BlockingCollection<PendingOutput> _pending = new(Capacity);
    private readonly AsyncCmdlet _cmdlet;
    private readonly ProgressDisplay _progress;
    private volatile bool _refused;

    public OutputPump(AsyncCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        _progress = new ProgressDisplay(cmdlet.WriteProgress);
    }

    /// <summary>True once the pipeline wanted no more output.</summary>
    public bool IsRefused => _refused;

    /// <summary>Runs the work and writes what it has to say until it is done. An exception of the work passes through.</summary>
    /// <param name="work">The work; runs on another thread.</param>
    /// <param name="cancel">Called when the pipeline wants no more output: the work is then waited for, and what it still writes is dropped.</param>
    public void Run(Func<Task> work, Action cancel)
    {
        Task running = Task.Run(async () =>
        {
            try
            {
                await work().ConfigureAwait(false);
            }
            finally
            {
                Post(PendingOutput.Nothing);
            }
        });
        try
        {
            while (!running.IsCompleted)
                WriteNext();
            while (_pending.TryTake(out PendingOutput? left))
                Execute(left);
            _progress.Render();
        }
        catch
        {
            // Select-Object -First, Ctrl+C and -ErrorAction Stop all arrive here, out of a write.
            _refused = true;
            cancel();
            DropUntilDone(running);
            throw;
        }
        running.GetAwaiter().GetResult();
    }

    /// <summary>Takes the progress display away, if the pipeline still lets us.</summary>
    public void ClearProgress()
    {
        try
        {
            _progress.Clear();
        }
        catch (Exception e) when (e is PipelineStoppedException or InvalidOperationException)
        {
            // A stopped pipeline's progress is cleared by the host.
        }
    }

    /// <summary>Lets nobody wait for room in the queue any more.</summary>
    public void Refuse()
    {
        _refused = true;
        while (_pending.TryTake(out PendingOutput? dropped))
            dropped.Drop();
    }

    /// <inheritdoc/>
    public void Write(object value) => Post(new PendingOutput(() => _cmdlet.WriteObject(value)));

    /// <inheritdoc/>
    public void WriteError(BackupException error, object? target) => Post(new PendingOutput(() => _cmdlet.WriteError(ErrorRecords.From(error, target))));

    /// <inheritdoc/>
    public void WriteWarning(string text) => Post(new PendingOutput(() => _cmdlet.WriteWarning(text)));

    /// <inheritdoc/>
    public void WriteVerbose(string text) => Post(new PendingOutput(() => _cmdlet.WriteVerbose(text)));

    /// <inheritdoc/>
    public void WriteLine(string text) =>
        Post(new PendingOutput(() => _cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"])));

    /// <inheritdoc/>
    public bool TryWriteLine(LogSeverity severity, string text) =>
        _refused || _pending.TryAdd(new PendingOutput(() => WriteLine(severity, text)));

    /// <inheritdoc/>
    public void ShowProgress(IReadOnlyList<ProgressLine> lines) => _progress.Set(lines);

    /// <inheritdoc/>
    public Task<bool> ConfirmAsync(string target, string action)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(new PendingOutput(() => answer.SetResult(_cmdlet.ShouldProcess(target, action)), () => answer.TrySetResult(false)));
        return answer.Task;
    }

    /// <inheritdoc/>
    public Task<bool?> AskAsync(string target, string action)
    {
        var answer = new TaskCompletionSource<bool?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(new PendingOutput(() => answer.SetResult(Ask(target, action)), () => answer.TrySetResult(false)));
        return answer.Task;
    }

    /// <inheritdoc/>
    public void Dispose() => _pending.Dispose();

    private bool? Ask(string target, string action)
    {
        // The texts that ShouldProcess(target, action) makes itself.
        string description = $"Performing the operation \"{action}\" on target \"{target}\".";
        bool goesOn = _cmdlet.ShouldProcess(description, $"{description} Continue?", "Confirm", out ShouldProcessReason reason);
        return reason == ShouldProcessReason.WhatIf ? null : goesOn;
    }

    private void WriteNext()
    {
        if (_pending.TryTake(out PendingOutput? next, Tick))
            Execute(next);
        _progress.Render();
    }

    private static void Execute(PendingOutput output)
    {
        try
        {
            output.Execute();
        }
        catch
        {
            output.Drop();
            throw;
        }
    }

    private void WriteLine(LogSeverity severity, string text)
    {
        if (severity == LogSeverity.Info)
            _cmdlet.WriteVerbose(text);
        else
            _cmdlet.WriteWarning(text);
    }

    private void Post(PendingOutput output)
    {
        while (!_refused)
        {
            if (_pending.TryAdd(output, Tick))
                return;
        }
        output.Drop();
    }

    private void DropUntilDone(Task running)
    {
        while (!running.IsCompleted)
        {
            if (_pending.TryTake(out PendingOutput? dropped, Tick))
                dropped.Drop();
        }
        Refuse();
    }
}
