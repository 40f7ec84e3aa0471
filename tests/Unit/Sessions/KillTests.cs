using System.Diagnostics;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

public sealed class KillTests
{
    private const int Kills = 10;

    [Fact]
    public async Task Killed_at_ten_random_moments_every_earlier_restore_point_stays_identical_and_the_next_session_succeeds()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t =>
            {
                RandomChanges.Fill(t, users: 3, messages: 40, files: 10);
                t.AddSyntheticMailbox("user0@contoso.example", "inbox", 600);
            },
            options: new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(2) });
        var truths = new Dictionary<Guid, TenantSnapshot>();
        await KeepAsync(world, truths);
        var random = new Random(20261122);
        var changes = new RandomChanges(world.Tenant, 77);

        for (int kill = 0; kill < Kills; kill++)
        {
            changes.Apply(20);
            world.Tenant.AddSyntheticMailbox("user1@contoso.example", "inbox", 300, seed: kill + 100);
            await RunAndKillAsync(world, TimeSpan.FromMilliseconds(random.Next(150, 1800)));
            await KeepAsync(world, truths);
        }

        foreach (RestorePoint point in await world.ListPointsAsync())
        {
            if (truths.TryGetValue(point.Id, out TenantSnapshot? truth))
                await world.AssertIdenticalAsync(point, truth);
        }
        Assert.Equal(Kills + 1, truths.Count);
    }

    private static async Task KeepAsync(BackupWorld world, Dictionary<Guid, TenantSnapshot> truths)
    {
        TenantSnapshot truth = world.Tenant.Snapshot();
        SessionResult result = await world.BackUpAsync();
        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        truths.Add(result.RestorePoint!.Id, truth);
    }

    /// <summary>Runs the job in a process of its own and kills it, as kill -9 does, after the given time.</summary>
    private static async Task RunAndKillAsync(BackupWorld world, TimeSpan after)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Veeam365.Backup.Bench.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, "session", "--config", world.Configuration, "--job", world.Job.Name, "--checkpoint", "100"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var timer = new CancellationTokenSource(after);
        try
        {
            await process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }
}
