using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Notifications;

/// <summary>Tells how sessions ended, everywhere at the same time. A place that cannot be reached costs a warning, never the session.</summary>
public sealed class ResultNotifier(IBackupConfiguration configuration, TimeProvider clock)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Tells.</summary>
    /// <returns>Why it could not be told where.</returns>
    public async Task<IReadOnlyList<BackupException>> NotifyAsync(BackupSession session)
    {
        // Not the session's token: a person who stops it wants it told all the same.
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            IReadOnlyList<BackupNotification> all = await configuration.Notifications.ListAsync(patience.Token).ConfigureAwait(false);
            IEnumerable<BackupNotification> wanted = all.Where(n => n.Settings.Kind != NotificationKind.LogFile && n.Settings.Tells(session.Status));
            SessionNotice notice = SessionNotice.Of(session);
            return [.. (await Task.WhenAll(wanted.Select(n => TrySendAsync(n, notice, patience.Token))).ConfigureAwait(false)).OfType<BackupException>()];
        }
        catch (BackupException e)
        {
            return [e];
        }
        catch (OperationCanceledException)
        {
            return [Late()];
        }
    }

    /// <summary>Sends a notice, whatever its status.</summary>
    /// <exception cref="BackupException">It was not taken.</exception>
    public async Task SendAsync(BackupNotification notification, SessionNotice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        string? secret = await configuration.Notifications.ReadSecretAsync(notification.Id, cancellationToken).ConfigureAwait(false);
        switch (notification.Settings.Kind)
        {
            case NotificationKind.Email:
                await MailSender.SendAsync(notification.Settings, secret, notice, cancellationToken).ConfigureAwait(false);
                break;
            case NotificationKind.Webhook:
                await new WebhookSender(clock, FirstWait).SendAsync(notification.Settings, secret, notice, cancellationToken).ConfigureAwait(false);
                break;
            default:
                using (var log = new EventLog([notification.Settings]))
                    log.Write(notice);
                break;
        }
    }

    private async Task<BackupException?> TrySendAsync(BackupNotification notification, SessionNotice notice, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(notification, notice, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (BackupException e)
        {
            return e;
        }
        catch (OperationCanceledException)
        {
            return Late();
        }
    }

    private static NotificationException Late() => new("Notification.TookTooLong", "A result could not be told within a minute.", "Check the receivers with Test-BackupNotification.");
}
