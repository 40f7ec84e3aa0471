using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.PowerShell;

public sealed class PipelineTests
{
    [Fact]
    public async Task A_stop_closes_the_session_and_writes_nothing_any_more()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync(messages: 400, new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(50) });
        using var stop = new CancellationTokenSource();
        // Another shell sees it run, as another process would.
        using var other = new CmdletShell();
        other.Get("Connect-BackupConfiguration", new { Path = world.ConfigurationPath });
        Task<dynamic> running = Task.Run<dynamic>(() => world.Shell.Run("Start-BackupJob", new { Job = "Daily" }, stop: stop.Token));
        while (!running.IsCompleted && !other.Get("Get-BackupSession", new { Task = true }).Exists(t => t.Status == SessionTaskStatus.Running))
            await Task.Delay(20);
        await stop.CancelAsync();
        dynamic result = await running;

        Assert.True((bool)result.WasStopped);
        Assert.Empty((IEnumerable<dynamic>)result.Output);
        Assert.Equal(SessionStatus.Stopped, (SessionStatus)other.Get("Get-BackupSession").Single().Status);
    }

    [Fact]
    public async Task When_the_next_command_has_enough_the_search_ends()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync(messages: 400);
        world.Shell.Get("Start-BackupJob", new { Job = "Daily" });

        Assert.Equal(3, world.Shell.Run("Get-BackupItem", new { Job = "Daily" }, first: 3).Output.Count);
        Assert.Equal(1, world.Shell.Run("Export-BackupItem", new { Job = "Daily", Destination = world.Sub("export") }, first: 1).Output.Count);
        Assert.Equal(800, world.Shell.Get("Get-BackupItem", new { Job = "Daily" }).Count);
    }

    [Fact]
    public async Task A_background_session_is_stopped_when_its_runspace_closes()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync(messages: 400, new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(50) });
        using var other = new CmdletShell();
        other.Get("Connect-BackupConfiguration", new { Path = world.ConfigurationPath });

        Assert.Equal(SessionStatus.Running, (SessionStatus)world.Shell.Get("Start-BackupJob", new { Job = "Daily", Wait = false }).Single().Status);
        Assert.Equal("Job.AlreadyRunning", (string)world.Shell.Run("Start-BackupJob", new { Job = "Daily" }).Errors[0].FullyQualifiedErrorId);
        Assert.Equal("Configuration.InUse", (string)world.Shell.Run("Connect-BackupConfiguration", new { Path = world.Sub("other") }).Errors[0].FullyQualifiedErrorId);
        world.Shell.Dispose();

        Assert.Equal(SessionStatus.Stopped, (SessionStatus)other.Get("Get-BackupSession").Single().Status);
    }

    [Fact]
    public async Task Stop_BackupJob_stops_a_session_and_warns_when_none_runs()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync(messages: 400, new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(50) });
        world.Shell.Get("Start-BackupJob", new { Job = "Daily", Wait = false });

        Assert.Equal(SessionStatus.Stopped, (SessionStatus)world.Shell.Get("Stop-BackupJob", new { Job = "Daily", PassThru = true }).Single().Status);
        Assert.Single((IEnumerable<string>)world.Shell.Run("Stop-BackupJob", new { Job = "Daily" }).Warnings);
    }

    [Fact]
    public async Task WhatIf_changes_nothing()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync();
        object scope = world.Shell.Get("New-BackupScope", new { User = "a" }).Single();

        foreach ((string cmdlet, object arguments) in new (string, object)[]
        {
            ("Start-BackupJob", new { Job = "Daily", WhatIf = true }),
            ("Stop-BackupJob", new { Job = "Daily", WhatIf = true }),
            ("Disable-BackupJob", new { Job = "Daily", WhatIf = true }),
            ("Set-BackupJob", new { Job = "Daily", NewName = "x", WhatIf = true }),
            ("Remove-BackupJob", new { Job = "Daily", WhatIf = true }),
            ("Remove-BackupRepository", new { Repository = "Local", WhatIf = true }),
            ("Remove-BackupOrganization", new { Organization = "Contoso", WhatIf = true }),
            ("Sync-BackupRepository", new { Repository = "Local", WhatIf = true }),
            ("Optimize-BackupRepository", new { Repository = "Local", WhatIf = true }),
            ("Add-BackupJob", new { Name = "New", Organization = "Contoso", Repository = "Local", Scope = scope, WhatIf = true }),
            ("Add-BackupRepository", new { Name = "New", Path = Directory.CreateDirectory(world.Sub("new")).FullName, WhatIf = true }),
        })
        {
            dynamic result = world.Shell.Run(cmdlet, arguments);
            Assert.Single((IEnumerable<string>)result.Asked);
            Assert.Empty((IEnumerable<dynamic>)result.Errors);
        }

        Assert.True((bool)world.Shell.Get("Get-BackupJob").Single().IsEnabled);
        Assert.Single(world.Shell.Get("Get-BackupRepository"));
        Assert.Empty(world.Shell.Get("Get-BackupSession"));
    }

    [Fact]
    public async Task Progress_counts_up_and_every_line_of_it_is_taken_away()
    {
        await using CmdletWorld world = await CmdletWorld.CreateAsync(messages: 100, new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(50) });
        dynamic result = world.Shell.Run("Start-BackupJob", new { Job = "Daily" });

        List<dynamic> progress = [.. (IEnumerable<dynamic>)result.Progress];
        Assert.Contains(progress, p => p.Activity == "Backup job 'Daily'");
        Assert.Contains(progress, p => p.ParentActivityId == 0 && ((string)p.Activity).StartsWith("user", StringComparison.Ordinal));
        Assert.All(progress.GroupBy(p => (int)p.ActivityId), g => Assert.Equal("Completed", (string)g.Last().RecordType.ToString()));
        Assert.Contains("Session ended: Success.", (IEnumerable<string>)result.Verbose);
    }
}
