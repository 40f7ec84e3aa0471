namespace Veeam365.Backup.Core.Operations;

/// <summary>What of the operating system calls us every few minutes.</summary>
public enum TaskKind
{
    /// <summary>The Windows Task Scheduler.</summary>
    WindowsTask,

    /// <summary>A systemd timer with its service.</summary>
    SystemdTimer,

    /// <summary>A line of the user's crontab.</summary>
    Cron,
}
