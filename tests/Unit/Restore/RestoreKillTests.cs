using System.Diagnostics;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>Restores of every workload that are killed, or whose network is cut for good, and run again: nothing twice, nothing missing.</summary>
public sealed class RestoreKillTests
{
    private static readonly Workload[] All = [Workload.Mailbox, Workload.ArchiveMailbox, Workload.Contacts, Workload.Calendar, Workload.OneDrive, Workload.Site, Workload.Team];

    [Fact]
    public async Task A_process_that_is_killed_again_and_again_while_it_restores_leaves_nothing_that_the_last_run_does_not_make_right()
    {
        await using RestoreWorld world = await RestoreWorld.CreateOfAsync(WholeTenant.Fill, All);
        await new RestoreApplicationOperations(world.World.Services).SetAsync((await world.World.Services.Configuration.Organizations.ListAsync(default))[0], world.Credential, skipTest: true, default);
        WholeTenant.Harm(world.Tenant);
        foreach (int requests in (int[])[30, 75, 120, 180])
            await RunAndKillAsync(world, requests);

        string ended = await RunAsync(world);

        Assert.StartsWith("Success", ended, StringComparison.Ordinal);
        WholeTenant.AssertIsTrue(world);
        List<RestoreSession> sessions = await world.World.Services.Configuration.RestoreSessions.ListAsync(CancellationToken.None).ToListAsync();
        Assert.Contains(sessions, s => s.Status == SessionStatus.Disconnected);
        Assert.DoesNotContain(world.Tenant.User(RestoreWorld.User).Mailbox.Snapshot().Folders, f => f.Path.StartsWith("Veeam365", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(25)]
    [InlineData(90)]
    [InlineData(150)]
    public async Task A_network_that_is_cut_while_it_restores_costs_nothing_but_the_rest_of_that_run(int requests)
    {
        await using RestoreWorld world = await RestoreWorld.CreateOfAsync(WholeTenant.Fill, All);
        WholeTenant.Harm(world.Tenant);
        world.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.ConnectionReset, Path = "v1.0|upload", Skip = requests, Count = null });

        try
        {
            await world.RestoreAsync(world.Request(Core.Sources.CollisionRule.Replace));
        }
        catch (BackupException)
        {
            // As it happens.
        }

        world.Simulator.Faults.Clear();
        await world.RestoreWellAsync(Core.Sources.CollisionRule.Replace);

        WholeTenant.AssertIsTrue(world);
    }

    /// <summary>Kills the process, as kill -9 does, when it has sent so many requests.</summary>
    private static async Task RunAndKillAsync(RestoreWorld world, int requests)
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = requests;
        world.Simulator.Options.BeforeRequest = _ =>
        {
            if (Interlocked.Decrement(ref left) == 0)
                sent.TrySetResult();
        };
        using Process process = Start(world);
        Task ended = process.WaitForExitAsync();
        await Task.WhenAny(sent.Task, ended);
        process.Kill();
        await ended;
        world.Simulator.Options.BeforeRequest = null;
    }

    private static async Task<string> RunAsync(RestoreWorld world)
    {
        using Process process = Start(world);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return await output + error;
    }

    private static Process Start(RestoreWorld world) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Veeam365.Backup.Bench.dll"), "restore", "--config", world.World.Configuration, "--job", world.World.Job.Name])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
