using System.Diagnostics;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Bench;

/// <summary>How fast workers get tasks out of PostgreSQL when that is all they do.</summary>
internal sealed class ClaimsBench(BenchArguments arguments)
{
    private const int Tasks = 10_000;
    private const int Workers = 16;

    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        await using RestartablePostgres server = await RestartablePostgres.StartAsync();
        var rates = new List<double>();
        for (int run = 0; run < arguments.Number("runs", 3); run++)
            rates.Add(await MeasureAsync(server, cancellationToken));
        return new BenchReport("claims", [new BenchRow { Work = "10000 tasks", Tool = "16 workers", PerSecond = Median.Of(rates) }]);
    }

    private static async Task<double> MeasureAsync(RestartablePostgres server, CancellationToken cancellationToken)
    {
        using var folder = new DisposableFolder();
        BackupServices services = await BackupServicesFactory.OpenAsync($"{server.ConnectionString};Search Path=claims_{Guid.NewGuid():N}", Path.Combine(folder.Path, "key"), cancellationToken);
        await using var _ = services.Configuration;
        ISessionTable sessions = services.Configuration.Sessions;
        (BackupSession session, SessionTask[] tasks) = await PoolPlace.PrepareAsync(services, Tasks, cancellationToken);
        await sessions.PlanAsync(session.Hold, new SessionPlan(SessionKind.Full, false), tasks, cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => sessions.CountTasksAsync(session.Id, cancellationToken)));
        var watch = Stopwatch.StartNew();
        int[] claimed = await Task.WhenAll(Enumerable.Range(0, Workers).Select(w => Task.Run(() => ClaimAllAsync(sessions, session, $"w{w}", cancellationToken), cancellationToken)));
        double seconds = watch.Elapsed.TotalSeconds;
        return claimed.Sum() == Tasks ? Tasks / seconds : throw new InvalidOperationException($"{claimed.Sum()} claims for {Tasks} tasks.");
    }

    private static async Task<int> ClaimAllAsync(ISessionTable sessions, BackupSession session, string holder, CancellationToken cancellationToken)
    {
        int claimed = 0;
        while (await sessions.ClaimTaskAsync(session.Id, holder, TimeSpan.FromMinutes(5), cancellationToken) is not null)
            claimed++;
        return claimed;
    }
}
