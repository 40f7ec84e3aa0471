using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>A task that this process has claimed and not recorded yet.</summary>
internal sealed class TaskInHand(SessionTask task, CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource _lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly TaskCompletionSource _put = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isLost;

    public SessionTask Task => task;

    /// <summary>Cancelled by a stop, and when somebody else has claimed the task.</summary>
    public CancellationToken Token => _lost.Token;

    /// <summary>True once somebody else has claimed it.</summary>
    public bool IsLost => _isLost;

    /// <summary>Ends when nothing is done for it any more.</summary>
    public Task Put => _put.Task;

    /// <summary>Somebody else has claimed it: whatever is done for it here is worth nothing.</summary>
    public async Task LoseAsync()
    {
        _isLost = true;
        try
        {
            await _lost.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // Done at this moment.
        }
    }

    public void Dispose()
    {
        _put.TrySetResult();
        _lost.Dispose();
    }
}
