using System.Management.Automation;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Has the operating system start jobs that are due: registers a Windows scheduled task, a systemd timer or a cron line, or writes it to files.</summary>
/// <remarks>
/// <para>The task calls Start-BackupJob -Scheduled every few minutes; which jobs are due, time zones, windows and missed times are that cmdlet's business, so that schedules can be changed without registering anything again. A call
/// that finds nothing due ends at once; one that runs sessions looks for further due jobs until the last session has ended.</para>
/// <para>The task connects to the configuration that is open now, and runs as the current user unless -Account says otherwise. That account needs the configuration's key (see Export-BackupConfigurationKey). A connection string with a password is
/// refused: the password belongs into the account's password file.</para>
/// <para>The exit code of a call is 0 when all sessions ended with success or nothing was due, 1 when something is missing from a restore point (Warning or Stopped), 2 when a session failed or could not be started.</para>
/// <para>-WhatIf prints what would be registered. A task of the same name is replaced.</para>
/// </remarks>
/// <example needs="a task scheduler">
/// <code>Register-BackupJobTask</code>
/// <para>All jobs with a schedule, looked at every five minutes, in the way this system offers.</para>
/// </example>
/// <example needs="cron">
/// <code>Register-BackupJobTask -Job Daily -Kind Cron -WhatIf</code>
/// <para>Shows the line that would be added to this user's crontab.</para>
/// </example>
/// <example>
/// <code>Register-BackupJobTask -Kind SystemdTimer -Path . -TaskName veeam365</code>
/// <para>Writes veeam365.service and veeam365.timer into the current folder, without registering anything.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Register, "BackupJobTask", SupportsShouldProcess = true)]
[OutputType(typeof(BackupJobTaskView))]
public sealed class RegisterBackupJobTaskCommand : ConfigurationCmdlet
{
    private readonly List<BackupJob> _jobs = [];

    /// <summary>The jobs to start: names, ids or what Get-BackupJob returned; all that have a schedule when omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobCompleter))]
    public JobReference[] Job { get; set; } = [];

    /// <summary>The name of the task: letters, digits, dots, dashes and underscores.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string TaskName { get; set; } = "Veeam365";

    /// <summary>WindowsTask, SystemdTimer or Cron; what this system offers when omitted.</summary>
    [Parameter]
    [ValidateSet(nameof(TaskKind.WindowsTask), nameof(TaskKind.SystemdTimer), nameof(TaskKind.Cron))]
    public string? Kind { get; set; }

    /// <summary>Minutes between two calls: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30.</summary>
    [Parameter]
    [ValidateSet("1", "2", "3", "4", "5", "6", "10", "12", "15", "20", "30")]
    public int IntervalMinutes { get; set; } = 5;

    /// <summary>The account that runs a Windows task: a user, SYSTEM, or a managed service account (its name ends with $); the current user when omitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Account { get; set; }

    /// <summary>A folder to write the definition to, instead of registering it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <inheritdoc/>
    private protected override void Prepare()
    {
        base.Prepare();
        Path = FullPath(Path);
    }

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (JobReference reference in Job)
        {
            Subject = reference;
            _jobs.Add(await Find.JobAsync(reference, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <inheritdoc/>
    private protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        Subject = TaskName;
        // Of jobs from the pipeline that could not be found nothing is left: that must not become "all jobs".
        if (_jobs.Count == 0 && (Job.Length > 0 || MyInvocation.ExpectingInput))
            return;
        string script = Script().Write();
        var task = new BackupTask
        {
            Name = TaskName,
            Program = PowerShellProgram(),
            Arguments = ["-NoProfile", "-NonInteractive", "-Command", script],
            Minutes = IntervalMinutes,
            Account = Account ?? $@"{Environment.UserDomainName}\{Environment.UserName}",
        };
        TaskKind kind = Kind is null ? TaskRegistration.Usual : Enum.Parse<TaskKind>(Kind, ignoreCase: true);
        IReadOnlyList<TaskFile> files = TaskFiles.Of(kind, task);
        string content = string.Join(Environment.NewLine, files.Select(f => f.Content));
        string action = Path is null ? $"Register {kind} that runs every {IntervalMinutes} min: {content}" : $"Write {kind} to '{Path}': {content}";
        foreach (BackupJob job in _jobs.Where(j => j.Schedule is null))
            Output.WriteWarning($"Job '{job.Name}' has no schedule yet: it is not started before it gets one (Set-BackupJob -Schedule).");
        if (!await Output.ConfirmAsync(TaskName, action).ConfigureAwait(false))
            return;
        string[] written = Path is null ? [] : await WriteAsync(Path, files, cancellationToken).ConfigureAwait(false);
        if (Path is null)
            await new TaskRegistration(new ProgramRunner()).RegisterAsync(kind, task, cancellationToken).ConfigureAwait(false);
        Output.Write(new BackupJobTaskView(TaskName, kind, IntervalMinutes, script, content, written));
    }

    private TaskScript Script()
    {
        ConfigurationTarget target = ConfigurationLocator.ForCurrentUser().Locate(State.Target.Configuration, State.Target.KeyFile);
        bool isOwn = State.Target == ConnectionTarget.Default && Environment.GetEnvironmentVariable(ConfigurationLocator.TargetVariable) is null && Account is null;
        return new TaskScript { Module = ModuleToImport(), Jobs = _jobs, Configuration = isOwn ? null : target, KeyFile = State.Target.KeyFile };
    }

    private static async Task<string[]> WriteAsync(string folder, IReadOnlyList<TaskFile> files, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        foreach (TaskFile file in files)
            await File.WriteAllTextAsync(System.IO.Path.Combine(folder, file.Name), file.Content, file.Encoding, cancellationToken).ConfigureAwait(false);
        return [.. files.Select(f => System.IO.Path.Combine(folder, f.Name))];
    }

    /// <summary>The module by its name where PowerShell finds it by that, so that an update needs no new task; else its manifest.</summary>
    private static string ModuleToImport()
    {
        string root = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(typeof(RegisterBackupJobTaskCommand).Assembly.Location)!, ".."));
        string manifest = System.IO.Path.Combine(root, "Veeam365.psd1");
        string[] places = [.. (Environment.GetEnvironmentVariable("PSModulePath") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(System.IO.Path.GetFullPath)];
        bool isInstalled = places.Any(p => root.StartsWith(System.IO.Path.Combine(p, "Veeam365") + System.IO.Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase) || root == System.IO.Path.Combine(p, "Veeam365"));
        return isInstalled ? "Veeam365" : manifest;
    }

    /// <summary>The PowerShell that runs this, which an editor's host may not be.</summary>
    private static string PowerShellProgram()
    {
        string name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        if (Environment.ProcessPath is { } own && System.IO.Path.GetFileName(own).Equals(name, StringComparison.OrdinalIgnoreCase))
            return own;
        string beside = System.IO.Path.Combine(AppContext.BaseDirectory, name);
        return File.Exists(beside) ? beside : name;
    }
}
