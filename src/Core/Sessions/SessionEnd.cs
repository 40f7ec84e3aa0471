using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Writes a session's end to the configuration. A session must be able to close itself after it was stopped, and also when the database is away for a moment:
/// otherwise it would count as running until its lease ends.
/// </summary>
internal sealed class SessionEnd(BackupServices services, SessionOptions options)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(500);

    /// <exception cref="ConfigurationException">The database could not be reached in time.</exception>
    public async Task<BackupSession> RecordAsync(BackupSession session, SessionLog log, SessionClosing closing)
    {
        using var cleanup = new CancellationTokenSource(options.CleanupTime, services.Clock);
        BackupException? last = null;
        try
        {
            while (true)
            {
                try
                {
                    return await RecordOnceAsync(session, log, closing, cleanup.Token).ConfigureAwait(false);
                }
                catch (ConfigurationException e)
                {
                    // Closing twice the same way counts once.
                    last = e;
                    await Task.Delay(Wait, services.Clock, cleanup.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cleanup.IsCancellationRequested)
        {
            throw new ConfigurationException(
                "Session.NotClosed",
                $"The session of job '{session.JobName}' ended ({closing.Status}), but the configuration database could not be told: {last?.Message ?? "it did not answer in time."}",
                "Check the configuration database and start the job again: what was committed is in the repository and is found there.",
                last);
        }
    }

    private async Task<BackupSession> RecordOnceAsync(BackupSession session, SessionLog log, SessionClosing closing, CancellationToken cancellationToken)
    {
        ISessionTable sessions = services.Configuration.Sessions;
        await log.FlushAsync(cancellationToken).ConfigureAwait(false);
        await sessions.CloseAsync(session.Hold, closing, cancellationToken).ConfigureAwait(false);
        return await sessions.FindAsync(session.Id, cancellationToken).ConfigureAwait(false) ?? session;
    }
}
