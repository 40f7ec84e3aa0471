namespace Veeam365.Backup.Core.Model;

/// <summary>How grave a line of a session's log is.</summary>
public enum LogSeverity
{
    /// <summary>For the record.</summary>
    Info,

    /// <summary>Something is not as it should be; the session goes on.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,
}
