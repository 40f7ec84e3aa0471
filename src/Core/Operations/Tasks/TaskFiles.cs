using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Veeam365.Backup.Core.Operations;

/// <summary>Writes tasks down as the operating systems want them. Each lets a call that still runs go on alone: it looks itself for jobs that become due meanwhile.</summary>
public static class TaskFiles
{
    private const string Description = "Starts backup jobs of Veeam365 that are due by their schedules.";
    private static readonly UTF8Encoding Utf8 = new(false);
    private static readonly XNamespace Ns = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    /// <summary>The files of a task.</summary>
    public static IReadOnlyList<TaskFile> Of(TaskKind kind, BackupTask task) => kind switch
    {
        TaskKind.WindowsTask => [new TaskFile($"{task.Name}.xml", WindowsTask(task), Encoding.Unicode)],
        TaskKind.SystemdTimer => [new TaskFile($"{task.Name}.service", Service(task), Utf8), new TaskFile($"{task.Name}.timer", Timer(task), Utf8)],
        _ => [new TaskFile($"{task.Name}.cron", CronLine(task) + "\n", Utf8)],
    };

    /// <summary>The comment that marks our line in a crontab.</summary>
    internal static string CronMark(string name) => $"# Veeam365 task {name}";

    // A comment cannot follow a command in a crontab: for the shell, # begins one where a word could begin.
    private static string CronLine(BackupTask task) =>
        $"*/{task.Minutes.ToString(CultureInfo.InvariantCulture)} * * * * "
        + CommandText.Cron(string.Join(' ', task.Arguments.Prepend(task.Program).Select(CommandText.Shell))) + " " + CronMark(task.Name);

    private static string Service(BackupTask task) => $"""
        [Unit]
        Description={Description}
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=oneshot
        ExecStart={string.Join(' ', task.Arguments.Prepend(task.Program).Select(CommandText.Systemd))}
        # A session that is interrupted closes itself and keeps what was finished.
        KillMode=mixed
        KillSignal=SIGINT
        TimeoutStopSec=120
        # 1 says that something is missing from a restore point: its session is a warning, not a failed unit.
        SuccessExitStatus=1

        """.ReplaceLineEndings("\n");

    private static string Timer(BackupTask task) => $"""
        [Unit]
        Description={Description}

        [Timer]
        OnCalendar=*:0/{task.Minutes.ToString(CultureInfo.InvariantCulture)}
        AccuracySec=1s
        Persistent=true

        [Install]
        WantedBy=timers.target

        """.ReplaceLineEndings("\n");

    // Task Scheduler Schema, version 1.2: learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema
    private static string WindowsTask(BackupTask task)
    {
        var document = new XElement(Ns + "Task", new XAttribute("version", "1.2"),
            Element("RegistrationInfo", Element("Description", Description)),
            Element("Triggers", Element("TimeTrigger",
                Element("Repetition",
                    Element("Interval", $"PT{task.Minutes.ToString(CultureInfo.InvariantCulture)}M"),
                    Element("StopAtDurationEnd", "false")),
                Element("StartBoundary", "2020-01-01T00:00:00"),
                Element("Enabled", "true"))),
            Element("Principals", Principal(task.Account)),
            Element("Settings",
                Element("MultipleInstancesPolicy", "IgnoreNew"),
                Element("DisallowStartIfOnBatteries", "false"),
                Element("StopIfGoingOnBatteries", "false"),
                Element("StartWhenAvailable", "true"),
                Element("RunOnlyIfNetworkAvailable", "false"),
                Element("Enabled", "true"),
                Element("ExecutionTimeLimit", "PT0S")),
            new XElement(Ns + "Actions", new XAttribute("Context", "Author"), Element("Exec",
                Element("Command", task.Program),
                Element("Arguments", string.Join(' ', task.Arguments.Select(CommandText.Windows))))));
        return "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n" + document.ToString().ReplaceLineEndings("\r\n") + "\r\n";
    }

    // S4U: it runs whether the user is logged on or not, without a stored password. Managed service accounts (their names end with $) fetch theirs from the domain.
    private static XElement Principal(string account)
    {
        bool isService = account.EndsWith("SYSTEM", StringComparison.OrdinalIgnoreCase) || account.EndsWith("LOCAL SERVICE", StringComparison.OrdinalIgnoreCase)
            || account.EndsWith("NETWORK SERVICE", StringComparison.OrdinalIgnoreCase);
        return new XElement(Ns + "Principal", new XAttribute("id", "Author"),
            Element("UserId", account),
            isService ? null : Element("LogonType", account.EndsWith('$') ? "Password" : "S4U"),
            Element("RunLevel", "LeastPrivilege"));
    }

    private static XElement Element(string name, params object[] content) => new(Ns + name, content);
}
