using Veeam365.Backup.Core.Operations;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>A task of the operating system that starts due jobs, or a file that defines one.</summary>
public sealed class BackupJobTaskView
{
    internal BackupJobTaskView(string name, TaskKind kind, int minutes, string command, string content, IReadOnlyList<string> paths)
    {
        Name = name;
        Kind = kind.ToString();
        IntervalMinutes = minutes;
        Command = command;
        Content = content;
        Path = paths;
    }

    /// <summary>The task's name.</summary>
    public string Name { get; }

    /// <summary>WindowsTask, SystemdTimer or Cron.</summary>
    public string Kind { get; }

    /// <summary>Minutes between two calls.</summary>
    public int IntervalMinutes { get; }

    /// <summary>The PowerShell commands that it runs.</summary>
    public string Command { get; }

    /// <summary>What defines it: XML, units or a line of a crontab.</summary>
    public string Content { get; }

    /// <summary>The files that were written with -Path; empty when it was registered.</summary>
    public IReadOnlyList<string> Path { get; }

    /// <summary>What people read.</summary>
    public override string ToString() => Name;
}
