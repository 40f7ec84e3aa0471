using System.Diagnostics;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Repositories;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Jet;

public sealed class JetKillTests : IDisposable
{
    private const int Kills = 6;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_at_random_moments_every_earlier_restore_point_stays_identical_and_the_next_session_succeeds()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t =>
            {
                RandomChanges.Fill(t, users: 2, messages: 30, files: 8);
                t.AddSyntheticMailbox("user0@contoso.example", "inbox", 300);
            },
            options: new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(2) },
            places: new WorldPlaces { Store = EsentEngine.SettingsOf(_folder.Root) });
        var truths = new Dictionary<Guid, TenantSnapshot>();
        await KeepAsync(world, truths);
        var random = new Random(8);
        var changes = new RandomChanges(world.Tenant, 88);

        for (int kill = 0; kill < Kills; kill++)
        {
            changes.Apply(15);
            world.Tenant.AddSyntheticMailbox("user1@contoso.example", "inbox", 200, seed: kill + 100);
            await RunAndKillAsync(world, TimeSpan.FromMilliseconds(random.Next(400, 1800)));
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
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Veeam365.Backup.Bench.dll"), "session", "--config", world.Configuration, "--job", world.Job.Name, "--checkpoint", "100"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        EsentEngine.ReadyFor(start);
        using Process process = Process.Start(start)!;
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
