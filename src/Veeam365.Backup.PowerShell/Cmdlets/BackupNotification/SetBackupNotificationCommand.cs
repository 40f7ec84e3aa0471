using System.Management.Automation;
using System.Security;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Has results of sessions told: by e-mail, to a webhook, or into a log file of JSON lines. One of the same name is replaced.</summary>
/// <remarks>
/// <para>E-mails and webhooks are told how a job's session ended, after the last attempt: all results, those that need a look (Warning, Stopped and Failed; the default), or failures only. A place that cannot be reached is a
/// warning and never costs the session.</para>
/// <para>A webhook gets a POST with JSON. With -SigningKey the request carries X-Veeam365-Signature: sha256= and the HMAC-SHA256 (hexadecimal) of X-Veeam365-Timestamp, a dot and the body. It is tried four times, redirections are not followed.
/// The address is https, or http on this machine.</para>
/// <para>A log file gets every line of the sessions' logs and how they ended, as JSON lines; at -MaximumSize a new file is begun, and -Keep of them are kept. Neither holds secrets or content.</para>
/// </remarks>
/// <example>
/// <code>Set-BackupNotification Admins -SmtpServer smtp.contoso.com -From backup@contoso.com -To admins@contoso.com -On Failure -Credential (Get-Credential)</code>
/// <para>Tells failures by e-mail, over STARTTLS.</para>
/// </example>
/// <example>
/// <code>Set-BackupNotification Hook -Url https://hooks.contoso.com/veeam365 -On Always -SigningKey (Read-Host -AsSecureString)</code>
/// <para>Posts every result, signed.</para>
/// </example>
/// <example>
/// <code>Set-BackupNotification Log -LogPath /var/log/veeam365/backup.json -MaximumSize 20MB -Keep 14</code>
/// <para>Writes a log file for the monitoring.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "BackupNotification", DefaultParameterSetName = MailSet, SupportsShouldProcess = true)]
[OutputType(typeof(BackupNotificationView))]
public sealed class SetBackupNotificationCommand : ConfigurationCmdlet
{
    private const string MailSet = "Email";
    private const string HookSet = "Webhook";
    private const string FileSet = "LogFile";

    /// <summary>The name to use.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Which results are told: Always, Warning (everything but Success) or Failure.</summary>
    [Parameter(ParameterSetName = MailSet)]
    [Parameter(ParameterSetName = HookSet)]
    [ValidateSet(nameof(NotificationOccasion.Always), nameof(NotificationOccasion.Warning), nameof(NotificationOccasion.Failure))]
    public string On { get; set; } = nameof(NotificationOccasion.Warning);

    /// <summary>The mail server.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MailSet)]
    [ValidateNotNullOrEmpty]
    public string? SmtpServer { get; set; }

    /// <summary>Its port; 587, or 465 with -MailSecurity Tls, or 25 with None, when omitted.</summary>
    [Parameter(ParameterSetName = MailSet)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary>How the way to the mail server is protected: StartTls, Tls, or None (no password is sent then).</summary>
    [Parameter(ParameterSetName = MailSet)]
    [ValidateSet(nameof(Core.Model.MailSecurity.StartTls), nameof(Core.Model.MailSecurity.Tls), nameof(Core.Model.MailSecurity.None))]
    public string MailSecurity { get; set; } = nameof(Core.Model.MailSecurity.StartTls);

    /// <summary>User and password for the mail server.</summary>
    [Parameter(ParameterSetName = MailSet)]
    public PSCredential? Credential { get; set; }

    /// <summary>The sender's address.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MailSet)]
    [ValidateNotNullOrEmpty]
    public string? From { get; set; }

    /// <summary>The receivers' addresses.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MailSet)]
    [ValidateNotNullOrEmpty]
    public string[] To { get; set; } = [];

    /// <summary>Where the request goes; https, or http on this machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = HookSet)]
    [ValidateNotNull]
    public Uri? Url { get; set; }

    /// <summary>The key that signs the requests.</summary>
    [Parameter(ParameterSetName = HookSet)]
    public SecureString? SigningKey { get; set; }

    /// <summary>The log file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public string? LogPath { get; set; }

    /// <summary>The size at which a new file is begun, at least 64 KB.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [ValidateRange(65536L, long.MaxValue)]
    public long MaximumSize { get; set; } = 10L << 20;

    /// <summary>How many files are kept.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [ValidateRange(1, 10000)]
    public int Keep { get; set; } = 10;

    /// <inheritdoc/>
    private protected override void PrepareRecord() => LogPath = FullPath(LogPath);

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Subject = Name;
        NotificationSettings settings = Settings();
        NotificationOperations.Check(settings);
        if (!await Output.ConfirmAsync(Name, $"Tell results to {settings.Display}").ConfigureAwait(false))
            return;
        string? secret = SigningKey is null ? Credential?.GetNetworkCredential().Password : SecretText.PlainOf(SigningKey);
        BackupNotification set = await new NotificationOperations(Services).SetAsync(Name.Trim(), settings, secret, cancellationToken).ConfigureAwait(false);
        Output.Write(new BackupNotificationView(set));
    }

    private NotificationSettings Settings()
    {
        MailSecurity security = Enum.Parse<MailSecurity>(MailSecurity, ignoreCase: true);
        return new NotificationSettings
        {
            Kind = Enum.Parse<NotificationKind>(ParameterSetName),
            Occasion = ParameterSetName == FileSet ? NotificationOccasion.Always : Enum.Parse<NotificationOccasion>(On, ignoreCase: true),
            Server = SmtpServer,
            Port = Port > 0 ? Port : security switch
            {
                Core.Model.MailSecurity.Tls => 465,
                Core.Model.MailSecurity.None => 25,
                _ => 587,
            },
            Security = security,
            UserName = Credential?.UserName,
            From = From,
            To = To,
            Url = Url,
            Path = LogPath,
            MaximumSize = MaximumSize,
            Keep = Keep,
        };
    }
}
