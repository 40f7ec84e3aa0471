namespace Veeam365.Backup.Core.Model;

/// <summary>How the way to a mail server is protected. The names are stored: never rename one.</summary>
public enum MailSecurity
{
    /// <summary>The connection is turned into TLS by STARTTLS, or not used.</summary>
    StartTls,

    /// <summary>TLS from the first byte on.</summary>
    Tls,

    /// <summary>Not at all; no password is sent then.</summary>
    None,
}
