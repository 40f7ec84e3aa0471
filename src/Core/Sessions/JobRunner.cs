using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Notifications;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Starts a job and tries again as its retry policy says.</summary>
public sealed class JobRunner(BackupServices services, SessionOptions options)
{
    /// <summary>
    /// Runs sessions of the job until one does not fail, the attempts are used up, or the failure is of a kind that waiting does not cure
    /// (a wrong secret, a missing permission, a setting, damage, a repository of another configuration).
    /// </summary>
    /// <returns>The last session, closed: Success, Warning, Failed or Stopped.</returns>
    /// <exception cref="ConflictException">A session of the job runs already.</exception>
    /// <exception cref="ConfigurationException">The configuration database cannot be reached.</exception>
    public async Task<BackupSession> RunAsync(StartRequest request, ISessionObserver observer, CancellationToken cancellationToken)
    {
        var runner = new SessionRunner(services, options);
        for (int attempt = 1; ; attempt++)
        {
            SessionResult result = await runner.RunAsync(request, attempt, observer, cancellationToken).ConfigureAwait(false);
            bool another = result.Session.Status == SessionStatus.Failed && attempt <= request.Job.Retry.Attempts && IsWorthRetrying(result.Error) && !ClosesBeforeNext(request);
            if (!another)
                return await TellAsync(result.Session, observer).ConfigureAwait(false);
            try
            {
                await Task.Delay(request.Job.Retry.Wait, services.Clock, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return await TellAsync(result.Session, observer).ConfigureAwait(false);
            }
        }
    }

    private async Task<BackupSession> TellAsync(BackupSession session, ISessionObserver observer)
    {
        foreach (BackupException error in await new ResultNotifier(services.Configuration, services.Clock).NotifyAsync(session).ConfigureAwait(false))
            observer.OnLog(new SessionLogEntry(0, services.Clock.GetUtcNow(), LogSeverity.Warning, error.Message));
        return session;
    }

    private bool ClosesBeforeNext(StartRequest request) => request.StopAt <= services.Clock.GetUtcNow() + request.Job.Retry.Wait;

    private static bool IsWorthRetrying(BackupException? error) => error is
        not (AuthenticationException or PermissionMissingException or InvalidSettingException or NotFoundException or ConflictException or DataDamagedException)
        && !(error is not null && LastingErrors.Is(error));
}
