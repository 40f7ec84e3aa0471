using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Veeam365.Backup.Core.Sources.ExchangeOnPremises;

namespace Veeam365.Backup.PowerShell.Remoting;

/// <summary>
/// A session with an Exchange server, through PowerShell's own remoting. Everything of PowerShell is asked asynchronously and with a limit of our own: what it does not keep to by itself (an endpoint that
/// accepts and never answers) does not hold us up.
/// </summary>
internal sealed class RemoteExchangeShell(ExchangeEndpoint endpoint, IRunspaceEndpoint remote, RemoteTimeouts timeouts) : IExchangeShell
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReasonPatience = TimeSpan.FromSeconds(1);

    private Runspace? _runspace;

    /// <inheritdoc/>
    public bool IsOpen => _runspace?.RunspaceStateInfo.State == RunspaceState.Opened;

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        Runspace runspace = Create();
        _runspace = runspace;
        var settled = new TaskCompletionSource<RunspaceStateInfo>(TaskCreationOptions.RunContinuationsAsynchronously);
        runspace.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Opened or RunspaceState.Broken or RunspaceState.Closed)
                settled.TrySetResult(change.RunspaceStateInfo);
        };
        using var stopWatching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        RunspaceStateInfo? state;
        try
        {
            // Some of it (starting a process, looking a name up) happens before OpenAsync returns.
            _ = Task.Run(() => TryOpen(runspace, settled), CancellationToken.None);
            Task first = await Task.WhenAny(settled.Task, remote.WhenLostAsync(stopWatching.Token)).WaitAsync(timeouts.Open, cancellationToken).ConfigureAwait(false);
            // What ended says why, a moment later.
            state = first == settled.Task ? await settled.Task.ConfigureAwait(false) : await ReasonAsync(settled.Task).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Abandon(runspace);
            throw ExchangeErrors.OpenTimedOut(endpoint, timeouts.Open);
        }
        catch (OperationCanceledException)
        {
            Abandon(runspace);
            throw;
        }
        finally
        {
            await stopWatching.CancelAsync().ConfigureAwait(false);
        }
        if (state?.State != RunspaceState.Opened)
        {
            Abandon(runspace);
            throw RemoteFailure.OfOpen(endpoint, state?.Reason);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ExchangeObject> InvokeAsync(ExchangeCommand command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_runspace is not { } runspace || !IsOpen)
            throw ExchangeErrors.Dropped(endpoint, command.Name);
        var shell = System.Management.Automation.PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddCommand(command.Name);
        foreach ((string name, object? value) in command.Parameters)
            _ = value is null ? shell.AddParameter(name) : shell.AddParameter(name, value);
        var output = new PSDataCollection<PSObject>();
        // A read of the collection takes away what was read: a large directory is never whole in memory.
        var arrived = Channel.CreateUnbounded<bool>(new UnboundedChannelOptions { SingleReader = true });
        output.DataAdded += (_, _) => arrived.Writer.TryWrite(true);
        using var stopWatching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = WatchAsync(runspace, arrived.Writer, command, stopWatching.Token);
        _ = RunAsync(shell, command, output, arrived.Writer, runspace);
        bool isDone = false;
        try
        {
            while (await NextAsync(arrived.Reader, command, runspace, cancellationToken).ConfigureAwait(false))
            {
                arrived.Reader.TryRead(out _);
                foreach (ExchangeObject found in RemoteValues.ObjectsOf(output.ReadAll()))
                    yield return found;
            }
            isDone = true;
        }
        finally
        {
            await stopWatching.CancelAsync().ConfigureAwait(false);
            if (!isDone)
                await StopAsync(shell, runspace).ConfigureAwait(false);
        }
        foreach (ExchangeObject found in RemoteValues.ObjectsOf(output.ReadAll()))
            yield return found;
        ErrorRecord? error = shell.Streams.Error.FirstOrDefault();
        shell.Dispose();
        if (error is not null)
            throw RemoteFailure.OfRecord(endpoint, command.Name, error);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_runspace is not { } runspace)
            return;
        _runspace = null;
        Task closing = Task.Run(runspace.Dispose);
        if (await Task.WhenAny(closing, Task.Delay(ClosePatience)).ConfigureAwait(false) != closing)
            remote.Abandon();
        else
            await closing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<RunspaceStateInfo?> ReasonAsync(Task<RunspaceStateInfo> settled) =>
        await Task.WhenAny(settled, Task.Delay(ReasonPatience)).ConfigureAwait(false) == settled ? await settled.ConfigureAwait(false) : null;

    private Runspace Create()
    {
        try
        {
            return remote.Create();
        }
        catch (Exception e) when (e is RuntimeException or ArgumentException or UriFormatException)
        {
            throw RemoteFailure.OfOpen(endpoint, e);
        }
    }

    private static void TryOpen(Runspace runspace, TaskCompletionSource<RunspaceStateInfo> settled)
    {
        try
        {
            runspace.OpenAsync();
        }
        catch (Exception e)
        {
            settled.TrySetException(e);
        }
    }

    private async Task RunAsync(System.Management.Automation.PowerShell shell, ExchangeCommand command, PSDataCollection<PSObject> output, ChannelWriter<bool> arrived, Runspace runspace)
    {
        try
        {
            await Task.Factory.FromAsync(shell.BeginInvoke<PSObject, PSObject>(null, output), shell.EndInvoke).ConfigureAwait(false);
            arrived.TryComplete();
        }
        catch (Exception e)
        {
            arrived.TryComplete(runspace.RunspaceStateInfo.State == RunspaceState.Opened ? RemoteFailure.OfCommand(endpoint, command.Name, e) : ExchangeErrors.Dropped(endpoint, command.Name, e));
        }
    }

    /// <summary>Ends the command when the session does.</summary>
    private async Task WatchAsync(Runspace runspace, ChannelWriter<bool> arrived, ExchangeCommand command, CancellationToken cancellationToken)
    {
        try
        {
            await remote.WhenLostAsync(cancellationToken).ConfigureAwait(false);
            Abandon(runspace);
            arrived.TryComplete(ExchangeErrors.Dropped(endpoint, command.Name));
        }
        catch (OperationCanceledException)
        {
            // The command has ended.
        }
    }

    /// <summary>Waits for more, or for the end.</summary>
    private async Task<bool> NextAsync(ChannelReader<bool> arrived, ExchangeCommand command, Runspace runspace, CancellationToken cancellationToken)
    {
        try
        {
            return await arrived.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(timeouts.Operation, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Abandon(runspace);
            throw ExchangeErrors.CommandTimedOut(endpoint, command.Name, timeouts.Operation);
        }
    }

    private async Task StopAsync(System.Management.Automation.PowerShell shell, Runspace runspace)
    {
        // Disposing stops what runs, and may wait for a server that is not there any more.
        Task stopping = Task.Run(shell.Dispose);
        if (IsOpen && await Task.WhenAny(stopping, Task.Delay(ClosePatience)).ConfigureAwait(false) != stopping)
            Abandon(runspace);
    }

    /// <summary>Gives the session up without waiting for it.</summary>
    private void Abandon(Runspace runspace)
    {
        if (ReferenceEquals(_runspace, runspace))
            _runspace = null;
        remote.Abandon();
        _ = Task.Run(runspace.Dispose);
    }
}
