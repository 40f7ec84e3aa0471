using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Tells workers who find no task whether there may be one later: one that a dead proxy held. Looks once a second for all workers of a process. In a session that nobody else works for there is
/// never one: what is not done is in this process's hands.
/// </summary>
internal sealed class TaskSupply : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IBackupConfiguration _configuration;
    private readonly BackupSession _session;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenSource _empty = new();
    private readonly Task _looking;
    private TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _claimable;

    public TaskSupply(IBackupConfiguration configuration, BackupSession session, CancellationToken cancellationToken)
    {
        _configuration = configuration;
        _session = session;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Empty = _empty.Token;
        _looking = session.Proxy.IsDefault ? Task.CompletedTask : Task.Run(LookAsync, CancellationToken.None);
    }

    /// <summary>Cancelled once there will be no task any more.</summary>
    public CancellationToken Empty { get; }

    /// <summary>Ends when there is a task to claim.</summary>
    /// <returns>False when there will be none.</returns>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (_session.Proxy.IsDefault)
            return false;
        while (true)
        {
            Task looked;
            lock (_lock)
            {
                if (Empty.IsCancellationRequested)
                    return false;
                if (_claimable > 0)
                {
                    _claimable--;
                    return true;
                }
                looked = _looked.Task;
            }
            await looked.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _looking.ConfigureAwait(false);
        _ended.Dispose();
        _empty.Dispose();
    }

    private async Task LookAsync()
    {
        while (!_ended.IsCancellationRequested && !Empty.IsCancellationRequested)
        {
            try
            {
                TaskCounts left = await _configuration.Sessions.CountTasksAsync(_session.Id, _ended.Token).ConfigureAwait(false);
                Tell(left);
                if (left.IsOpen && left.Unfinished > 0)
                    await _configuration.Changes.WaitAsync(Interval, _ended.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (NotFoundException)
            {
                Tell(new TaskCounts(0, 0, IsOpen: false));
            }
            catch (BackupException)
            {
                // The database is away for a moment: the next look may succeed; whether the session is still ours is the monitor's business.
                await Task.Delay(Interval, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Tell(TaskCounts left)
    {
        TaskCompletionSource looked;
        lock (_lock)
        {
            _claimable = left.Claimable;
            if (!left.IsOpen || left.Unfinished == 0)
                _empty.Cancel();
            looked = _looked;
            _looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        looked.TrySetResult();
    }
}
