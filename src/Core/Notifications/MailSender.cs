using System.Globalization;
using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Notifications;

/// <summary>Sends notices by e-mail. A password is sent over a protected connection only.</summary>
public static class MailSender
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends one.</summary>
    /// <exception cref="NotificationException">The server did not take it.</exception>
    public static async Task SendAsync(NotificationSettings settings, string? password, SessionNotice notice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using MimeMessage message = Message(settings, notice);
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(settings.Server!, settings.Port, OptionsOf(settings.Security), cancellationToken).ConfigureAwait(false);
            if (settings.UserName is not null && settings.Security != MailSecurity.None)
                await client.AuthenticateAsync(settings.UserName, password ?? "", cancellationToken).ConfigureAwait(false);
            await client.SendAsync(message, cancellationToken).ConfigureAwait(false);
            await client.DisconnectAsync(quit: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or CommandException or ServiceNotConnectedException or System.Security.Authentication.AuthenticationException or NotSupportedException or TimeoutException or SslHandshakeException)
        {
            throw new NotificationException(
                "Notification.MailFailed", $"{settings.Server} did not take a notice: {e.Message}", "Check server, port, -MailSecurity, credential and addresses with Test-BackupNotification.", e);
        }
    }

    /// <summary>Whether a text is an address that mail can be sent to.</summary>
    public static bool IsAddress(string? text) => text is not null && !text.Any(char.IsControl) && MailboxAddress.TryParse(text, out _);

    private static SecureSocketOptions OptionsOf(MailSecurity security) => security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    private static MimeMessage Message(NotificationSettings settings, SessionNotice notice)
    {
        var message = new MimeMessage { Subject = $"[Veeam365] {notice.Job}: {notice.Status}{(notice.Test ? " (test)" : "")}", Body = new TextPart("plain") { Text = Text(notice) } };
        message.From.Add(MailboxAddress.Parse(settings.From!));
        foreach (string to in settings.To)
            message.To.Add(MailboxAddress.Parse(to));
        // No answers from absent people's mailboxes (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static string Text(SessionNotice notice)
    {
        var text = new StringBuilder();
        if (notice.Test)
            text.AppendLine("This is a test: no session ended.").AppendLine();
        Line("Job", notice.Job);
        Line("Status", notice.Status.ToString());
        Line("Message", notice.Message);
        Line("Kind", notice.Kind?.ToString());
        Line("Started", notice.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        Line("Duration", (notice.EndedAt - notice.StartedAt)?.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture));
        Line("Attempt", notice.Attempt > 1 ? notice.Attempt.ToString(CultureInfo.InvariantCulture) : null);
        Line("Objects", string.Create(CultureInfo.InvariantCulture, $"{notice.Objects} of {notice.ObjectsTotal}"));
        Line("Items", notice.Items.ToString("N0", CultureInfo.InvariantCulture));
        Line("Read", string.Create(CultureInfo.InvariantCulture, $"{notice.BytesRead:N0} bytes"));
        Line("Written", string.Create(CultureInfo.InvariantCulture, $"{notice.BytesWritten:N0} bytes"));
        Line("Gaps", notice.Gaps.ToString("N0", CultureInfo.InvariantCulture));
        Line("Machine", notice.Machine);
        return text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Get-BackupSession -Id {notice.Session} -Log").ToString();

        void Line(string name, string? value)
        {
            if (value is not null)
                text.AppendLine(CultureInfo.InvariantCulture, $"{name + ":",-10} {value.ReplaceLineEndings(" ")}");
        }
    }
}
