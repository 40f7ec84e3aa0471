using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Operations;

/// <summary>Tells the operating system of tasks, and takes them away.</summary>
/// <param name="programs">Runs schtasks, systemctl and crontab.</param>
/// <param name="unitFolder">Where systemd looks for units; null for the usual place of this user.</param>
public sealed class TaskRegistration(IProgramRunner programs, string? unitFolder = null)
{
    private const string Folder = @"\Veeam365\";

    /// <summary>What this system offers.</summary>
    public static TaskKind Usual => OperatingSystem.IsWindows() ? TaskKind.WindowsTask : Directory.Exists("/run/systemd/system") ? TaskKind.SystemdTimer : TaskKind.Cron;

    private string Units => unitFolder ?? (Environment.IsPrivilegedProcess
        ? "/etc/systemd/system"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "systemd", "user"));

    /// <summary>Registers a task, in the place of one of this name.</summary>
    /// <exception cref="TaskRegistrationException">The system refused.</exception>
    public Task RegisterAsync(TaskKind kind, BackupTask task, CancellationToken cancellationToken) => kind switch
    {
        TaskKind.WindowsTask => RegisterWindowsTaskAsync(task, cancellationToken),
        TaskKind.SystemdTimer => RegisterTimerAsync(task, cancellationToken),
        _ => RegisterLineAsync(task, cancellationToken),
    };

    /// <summary>Takes a task away.</summary>
    /// <exception cref="NotFoundException">There is none of this name.</exception>
    /// <exception cref="TaskRegistrationException">The system refused.</exception>
    public Task UnregisterAsync(TaskKind kind, string name, CancellationToken cancellationToken) => kind switch
    {
        TaskKind.WindowsTask => UnregisterWindowsTaskAsync(BackupTask.CheckName(name), cancellationToken),
        TaskKind.SystemdTimer => UnregisterTimerAsync(BackupTask.CheckName(name), cancellationToken),
        _ => UnregisterLineAsync(BackupTask.CheckName(name), cancellationToken),
    };

    private async Task RegisterWindowsTaskAsync(BackupTask task, CancellationToken cancellationToken)
    {
        TaskFile xml = TaskFiles.Of(TaskKind.WindowsTask, task)[0];
        string path = Path.Combine(Path.GetTempPath(), $"veeam365-{Guid.NewGuid():N}.xml");
        try
        {
            await File.WriteAllTextAsync(path, xml.Content, xml.Encoding, cancellationToken).ConfigureAwait(false);
            await RequireAsync("schtasks", ["/Create", "/TN", Folder + task.Name, "/XML", path, "/F"], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task UnregisterWindowsTaskAsync(string name, CancellationToken cancellationToken)
    {
        ProgramResult query = await programs.RunAsync("schtasks", ["/Query", "/TN", Folder + name], null, cancellationToken).ConfigureAwait(false);
        if (query.Code == 1)
            throw Unknown(name);
        await RequireAsync("schtasks", ["/Delete", "/TN", Folder + name, "/F"], cancellationToken).ConfigureAwait(false);
    }

    private async Task RegisterTimerAsync(BackupTask task, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Units);
        foreach (TaskFile unit in TaskFiles.Of(TaskKind.SystemdTimer, task))
            await File.WriteAllTextAsync(Path.Combine(Units, unit.Name), unit.Content, unit.Encoding, cancellationToken).ConfigureAwait(false);
        await SystemctlAsync(["daemon-reload"], cancellationToken).ConfigureAwait(false);
        await SystemctlAsync(["enable", "--now", $"{task.Name}.timer"], cancellationToken).ConfigureAwait(false);
    }

    private async Task UnregisterTimerAsync(string name, CancellationToken cancellationToken)
    {
        string timer = Path.Combine(Units, $"{name}.timer");
        if (!File.Exists(timer))
            throw Unknown(name);
        await SystemctlAsync(["disable", "--now", $"{name}.timer"], cancellationToken).ConfigureAwait(false);
        File.Delete(timer);
        File.Delete(Path.Combine(Units, $"{name}.service"));
        await SystemctlAsync(["daemon-reload"], cancellationToken).ConfigureAwait(false);
    }

    private Task SystemctlAsync(string[] arguments, CancellationToken cancellationToken) =>
        RequireAsync("systemctl", Environment.IsPrivilegedProcess ? arguments : ["--user", .. arguments], cancellationToken);

    private async Task RegisterLineAsync(BackupTask task, CancellationToken cancellationToken)
    {
        List<string> lines = await OtherLinesAsync(task.Name, cancellationToken).ConfigureAwait(false);
        lines.Add(TaskFiles.Of(TaskKind.Cron, task)[0].Content.TrimEnd('\n'));
        await WriteLinesAsync(lines, cancellationToken).ConfigureAwait(false);
    }

    private async Task UnregisterLineAsync(string name, CancellationToken cancellationToken)
    {
        List<string> all = await LinesAsync(cancellationToken).ConfigureAwait(false);
        if (!all.Exists(l => IsOf(l, name)))
            throw Unknown(name);
        await WriteLinesAsync([.. all.Where(l => !IsOf(l, name))], cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<string>> OtherLinesAsync(string name, CancellationToken cancellationToken) =>
        [.. (await LinesAsync(cancellationToken).ConfigureAwait(false)).Where(l => !IsOf(l, name))];

    private static bool IsOf(string line, string name) => line.EndsWith(" " + TaskFiles.CronMark(name), StringComparison.Ordinal);

    private async Task<List<string>> LinesAsync(CancellationToken cancellationToken)
    {
        ProgramResult list = await programs.RunAsync("crontab", ["-l"], null, cancellationToken).ConfigureAwait(false);
        // 1: the user has no crontab yet. Anything else, and a text that we did not see, must not be overwritten.
        if (list.Code == 1 && list.Errors.Contains("no crontab", StringComparison.OrdinalIgnoreCase))
            return [];
        return list.Code == 0 ? [.. list.Output.TrimEnd('\n').Split('\n').Where(l => l.Length > 0 || list.Output.Length > 1)] : throw Refused("crontab", ["-l"], list);
    }

    private async Task WriteLinesAsync(List<string> lines, CancellationToken cancellationToken)
    {
        ProgramResult written = await programs.RunAsync("crontab", ["-"], string.Concat(lines.Select(l => l + "\n")), cancellationToken).ConfigureAwait(false);
        if (written.Code != 0)
            throw Refused("crontab", ["-"], written);
    }

    private async Task RequireAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        ProgramResult result = await programs.RunAsync(program, arguments, null, cancellationToken).ConfigureAwait(false);
        if (result.Code != 0)
            throw Refused(program, arguments, result);
    }

    private static NotFoundException Unknown(string name) => new("Task.NotFound", $"There is no task '{name}'.", "Give the -TaskName and -Kind it was registered with.");

    private static TaskRegistrationException Refused(string program, IReadOnlyList<string> arguments, ProgramResult result)
    {
        string said = (result.Errors.Length > 0 ? result.Errors : result.Output).Trim();
        return new TaskRegistrationException(
            "Task.Refused", $"{program} {string.Join(' ', arguments)} ended with code {result.Code}: {said}",
            "Run as an account that may register tasks (on Windows as administrator), choose another -Kind, or write the files with -Path and register them yourself.");
    }
}
