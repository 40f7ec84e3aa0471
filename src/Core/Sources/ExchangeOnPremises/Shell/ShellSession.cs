using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>
/// The remote session that everybody in a connection shares: opened when it is needed, one command at a time, opened anew when it was dropped. A command that was dropped before it returned
/// anything is sent once more; all of them only read.
/// </summary>
internal sealed class ShellSession(IExchangeShellFactory factory, ExchangeEndpoint endpoint) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IExchangeShell? _shell;

    /// <summary>Opens it, if it is not.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ShellAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<IReadOnlyList<ExchangeObject>> ListAsync(ExchangeCommand command, CancellationToken cancellationToken) =>
        await InvokeAsync(command, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>What the command returns about one thing; nothing when there is no such thing.</summary>
    public async IAsyncEnumerable<ExchangeObject> FindAsync(ExchangeCommand command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<ExchangeObject> found;
        try
        {
            found = await ListAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            yield break;
        }
        foreach (ExchangeObject one in found)
            yield return one;
    }

    /// <summary>Streams what the command returns. A consumer may run other commands meanwhile: results are taken from the session ahead of it.</summary>
    public async IAsyncEnumerable<ExchangeObject> InvokeAsync(ExchangeCommand command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var results = Channel.CreateUnbounded<ExchangeObject>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = ReadAsync(command, results.Writer, stop.Token);
        try
        {
            await foreach (ExchangeObject found in results.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return found;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_shell is not null)
            await _shell.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    // Results of a directory are small (some hundred bytes each), and a command that waits for its consumer would hold the session for everybody.
    private async Task ReadAsync(ExchangeCommand command, ChannelWriter<ExchangeObject> results, CancellationToken cancellationToken)
    {
        try
        {
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await RunAsync(command, results, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
            results.Complete();
        }
        catch (Exception e)
        {
            results.Complete(e);
        }
    }

    private async Task RunAsync(ExchangeCommand command, ChannelWriter<ExchangeObject> results, CancellationToken cancellationToken)
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            bool hasBegun = false;
            IExchangeShell shell = await ShellAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await foreach (ExchangeObject found in shell.InvokeAsync(command, cancellationToken).ConfigureAwait(false))
                {
                    hasBegun = true;
                    await results.WriteAsync(found, cancellationToken).ConfigureAwait(false);
                }
                return;
            }
            catch (SourceException e) when (isFirst && !hasBegun && e.ErrorId == ExchangeErrors.DroppedId)
            {
                // Dropped: once more in a new session.
            }
        }
    }

    private async Task<IExchangeShell> ShellAsync(CancellationToken cancellationToken)
    {
        if (_shell is { IsOpen: true } open)
            return open;
        if (_shell is { } broken)
            await broken.DisposeAsync().ConfigureAwait(false);
        _shell = factory.Create(endpoint);
        await _shell.OpenAsync(cancellationToken).ConfigureAwait(false);
        return _shell;
    }
}
