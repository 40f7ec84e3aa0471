namespace Veeam365.Backup.Core.Model;

/// <summary>Where results are told. The names are stored: never rename one.</summary>
public enum NotificationKind
{
    /// <summary>By e-mail.</summary>
    Email,

    /// <summary>By a POST request.</summary>
    Webhook,

    /// <summary>Into a file of JSON lines, together with every line of the sessions' logs.</summary>
    LogFile,
}
