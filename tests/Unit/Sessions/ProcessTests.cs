using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Restore;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Sessions in processes of their own. VEEAM365_RETENTION_ROUNDS says how often two back up while a third applies retention (some 2 s each).</summary>
public sealed class ProcessTests
{
    // After so many the restore points are read and compared.
    private const int RoundsAtOnce = 25;

    private static int Rounds { get; } = Environment.GetEnvironmentVariable("VEEAM365_RETENTION_ROUNDS") is { Length: > 0 } rounds ? int.Parse(rounds, CultureInfo.InvariantCulture) : 4;

    [Fact]
    public async Task Two_processes_that_start_one_job_at_once_run_one_session()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t => RandomChanges.Fill(t, users: 1, messages: 200, files: 20), options: new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(300) });

        Task<(int Code, string Output)>[] processes = [RunAsync(world), RunAsync(world)];
        Task<(int Code, string Output)> first = await Task.WhenAny(processes);
        // The other one may take its time no longer.
        world.Simulator.Options.Latency = TimeSpan.Zero;
        (int Code, string Output)[] ended = await Task.WhenAll(processes);

        Assert.NotEqual(0, (await first).Code);
        Assert.Contains("A session of job 'Everybody' runs", (await first).Output, StringComparison.Ordinal);
        Assert.Equal(1, ended.Count(e => e.Code == 0));
        Assert.Single(await ListSessionsAsync(world));
        await world.AssertIdenticalAsync(Assert.Single(await world.ListPointsAsync()), world.Tenant.Snapshot());
    }

    [Fact]
    public async Task A_file_larger_than_the_memory_in_use_is_backed_up_and_exported_as_it_was()
    {
        const long length = 300L << 20;
        await using BackupWorld world = await BackupWorld.CreateAsync(t =>
        {
            t.AddUser("large@contoso.example");
            t.User("large@contoso.example").Drive.AddFile("root", "large.bin", FileContent.Synthetic(length, 3));
        });

        (int code, string output) = await RunAsync(world);

        Assert.True(code == 0, output);
        double peak = JsonDocument.Parse(output).RootElement.EnumerateObject().Single(p => p.Name.Equals("RssMiB", StringComparison.OrdinalIgnoreCase)).Value.GetDouble();
        Assert.InRange(peak, 1, 290);
        RestorePoint point = Assert.Single(await world.ListPointsAsync());
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(world.Services, point, CancellationToken.None);
        var exporter = new ItemExporter(explorer, new ExportOptions(world.NewFolder("export")));
        ExportedItem exported = await exporter.ExportAsync(explorer.FindAsync(new RestoreQuery { Name = "large.bin" }, CancellationToken.None), CancellationToken.None).SingleAsync();
        Assert.Null(exported.Error);
        Assert.Equal(length, new FileInfo(exported.Path!).Length);
        await using FileStream file = File.OpenRead(exported.Path!);
        string hash = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(file));
        Assert.Equal(world.Tenant.Snapshot().User("large@contoso.example").Drive!.Items().Single(i => i.Name == "large.bin").Sha256(), hash);
    }

    [Fact]
    public async Task Two_processes_back_up_while_a_third_applies_retention_and_every_restore_point_is_as_the_source_was()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 20, files: 6));
        var second = world.Job with { Id = Guid.CreateVersion7(), Name = "Again" };
        await new JobOperations(world.Services).AddAsync(second, CancellationToken.None);
        string signs = world.NewFolder("signs");
        var changes = new RandomChanges(world.Tenant, 4);
        List<TenantSnapshot> truths = [];
        while (truths.Count < Rounds)
        {
            string enough = Path.Combine(signs, $"enough after {truths.Count}");
            Task<(int Code, string Output)> optimizing = RunAsync("optimize", "--config", world.Configuration, "--keep", "2", "--until", enough);
            for (int round = Math.Min(RoundsAtOnce, Rounds - truths.Count); round > 0; round--)
            {
                truths.Add(world.Tenant.Snapshot());
                (int Code, string Output)[] sessions = await Task.WhenAll(
                    RunAsync("session", "--config", world.Configuration, "--job", world.Job.Name), RunAsync("session", "--config", world.Configuration, "--job", second.Name));
                Assert.All(sessions, s => Assert.True(s.Code == 0, s.Output));
                changes.Apply(30);
            }

            await File.WriteAllTextAsync(enough, "");
            (int code, string output) = await optimizing;
            Assert.True(code == 0, output);
            await AssertTrueAsync(world, truths);
        }

        BackupRepository repository = (await world.Services.Configuration.Repositories.ListAsync(default))[0];
        await new RepositoryOperations(world.Services).SynchronizeAsync(repository, rebuild: true, static _ => { }, default);
        await AssertTrueAsync(world, truths);
    }

    /// <summary>Two restore points of each job are left, and they are what the source was. (Not while retention runs: without a grace it takes away what somebody may be reading.)</summary>
    private static async Task AssertTrueAsync(BackupWorld world, List<TenantSnapshot> truths)
    {
        List<RestorePoint> points = await world.Services.Configuration.RestorePoints.ListAsync(new RestorePointQuery(), default).ToListAsync();
        Assert.Equal(4, points.Count);
        foreach (RestorePoint point in points)
            await world.AssertIdenticalAsync(point, truths[(int)point.Sequence - 1]);
    }

    private static async Task<List<BackupSession>> ListSessionsAsync(BackupWorld world)
    {
        var sessions = new List<BackupSession>();
        await foreach (BackupSession session in world.Services.Configuration.Sessions.ListAsync(new SessionQuery { JobId = world.Job.Id }, CancellationToken.None))
            sessions.Add(session);
        return sessions;
    }

    private static Task<(int Code, string Output)> RunAsync(BackupWorld world) => RunAsync("session", "--config", world.Configuration, "--job", world.Job.Name);

    private static async Task<(int Code, string Output)> RunAsync(params string[] words)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Veeam365.Backup.Bench.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + error);
    }
}
