using System.Diagnostics.CodeAnalysis;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;

namespace Veeam365.Backup.PowerShell.Connection;

/// <summary>A session that runs on its own.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without timer and links holds nothing, and may be cancelled at any time.")]
internal sealed class BackgroundSession : ISessionObserver
{
    private readonly TaskCompletionSource<BackupSession> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();

    public BackgroundSession(BackupServices services, StartRequest request) => Ended = Task.Run(() => RunAsync(services, request));

    /// <summary>Completes, and never fails, once the session is closed.</summary>
    public Task Ended { get; }

    /// <summary>The session once it is running; the error when it could not be started. Cancelling stops it.</summary>
    public async Task<BackupSession> StartedAsync(CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration registration = cancellationToken.Register(_stop.Cancel);
        return await _started.Task.ConfigureAwait(false);
    }

    /// <summary>Stops it and waits until it is closed.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void OnStarted(BackupSession session) => _started.TrySetResult(session);

    /// <inheritdoc/>
    public void OnLog(SessionLogEntry entry)
    {
    }

    /// <inheritdoc/>
    public void OnProgress(SessionProgress progress)
    {
    }

    private async Task RunAsync(BackupServices services, StartRequest request)
    {
        try
        {
            await new JobRunner(services, new SessionOptions()).RunAsync(request, this, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Before the start it is the caller's; afterwards the session's row and log tell what happened.
            _started.TrySetException(e);
        }
    }
}
