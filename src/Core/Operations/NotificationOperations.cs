using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Notifications;

namespace Veeam365.Backup.Core.Operations;

/// <summary>What admins do with notifications.</summary>
public sealed class NotificationOperations(BackupServices services)
{
    /// <summary>Refuses what cannot be told to.</summary>
    /// <exception cref="InvalidSettingException">An address is none, a request would go unprotected over the network, or a password would.</exception>
    public static void Check(NotificationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        switch (settings.Kind)
        {
            case NotificationKind.Webhook when settings.Url is not { IsAbsoluteUri: true } url || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)) || url.UserInfo.Length > 0:
                throw Invalid("The address of a webhook is https without user and password (or http on this machine).", "Change -Url; give a -SigningKey so that the receiver knows who sends.");
            case NotificationKind.Email when !settings.To.Append(settings.From!).All(MailSender.IsAddress):
                throw Invalid("A sender's or receiver's address is none.", "Change -From or -To.");
            case NotificationKind.Email when settings.UserName is not null && settings.Security == MailSecurity.None:
                throw Invalid("A password is not sent over an unprotected connection.", "Use -MailSecurity StartTls or Tls, or leave out -Credential.");
        }
    }

    /// <summary>Adds one, or replaces the one of this name.</summary>
    public async Task<BackupNotification> SetAsync(string name, NotificationSettings settings, string? secret, CancellationToken cancellationToken)
    {
        Check(settings);
        BackupNotification? before = await services.Configuration.Notifications.FindAsync(name, cancellationToken).ConfigureAwait(false);
        var notification = new BackupNotification(before?.Id ?? Guid.CreateVersion7(), name, settings, before?.CreatedAt ?? services.Clock.GetUtcNow());
        await services.Configuration.Notifications.SetAsync(notification, secret, cancellationToken).ConfigureAwait(false);
        return notification;
    }

    /// <summary>Those of a name, an id or a pattern.</summary>
    /// <exception cref="NotFoundException">There is none of this exact name.</exception>
    public async Task<IReadOnlyList<BackupNotification>> FindAsync(string text, CancellationToken cancellationToken)
    {
        var pattern = new NamePattern(text);
        if (pattern.HasWildcard)
            return [.. (await services.Configuration.Notifications.ListAsync(cancellationToken).ConfigureAwait(false)).Where(n => pattern.Matches(n.Name))];
        return [await services.Configuration.Notifications.FindAsync(text, cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("Notification.NotFound", $"There is no notification '{text}'.", "List them with Get-BackupNotification.")];
    }

    /// <summary>Sends a notice that says it is a test.</summary>
    /// <exception cref="NotificationException">It was not taken.</exception>
    public Task TestAsync(BackupNotification notification, CancellationToken cancellationToken)
    {
        DateTimeOffset now = services.Clock.GetUtcNow();
        var notice = new SessionNotice { Test = true, Session = Guid.Empty, Job = "Test", Status = SessionStatus.Success, Attempt = 1, StartedAt = now, EndedAt = now, Machine = Environment.MachineName };
        return new ResultNotifier(services.Configuration, services.Clock).SendAsync(notification, notice, cancellationToken);
    }

    private static InvalidSettingException Invalid(string what, string action) => new("Notification.InvalidSetting", what, action);
}
