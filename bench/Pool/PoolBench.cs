using System.Diagnostics;
using Veeam365.Backup.Bench.Engine;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Bench;

/// <summary>
/// First backups by proxies in processes of their own. Work "session": 400 mailboxes of a simulator that answers after 50 ms, so that waiting is what a proxy does; its threads bound it. Work "budget":
/// eight proxies and one budget of requests, enforced by the simulator; what counts is that none is refused and that little is left unused, over all windows but the first three (shares are handed over) and the last.
/// </summary>
internal sealed class PoolBench(BenchArguments arguments)
{
    private const int Budget = 1000;

    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        await using RestartablePostgres database = await RestartablePostgres.StartAsync();
        S3Bucket bucket = await S3Bucket.CreateAsync(await S3Server.GetAsync());
        var rows = new List<BenchRow>();
        if (arguments.Values.GetValueOrDefault("work", "session") == "session")
        {
            double one = await MeasureAsync(database, bucket, 1, cancellationToken);
            double four = await MeasureAsync(database, bucket, 4, cancellationToken);
            rows.Add(new BenchRow { Work = "session", Tool = "1 proxy", Seconds = one });
            rows.Add(new BenchRow { Work = "session", Tool = "4 proxies", Seconds = four, Speedup = one / four });
        }
        if (arguments.Values.GetValueOrDefault("work", "budget") == "budget")
            rows.Add(await MeasureBudgetAsync(database, bucket, cancellationToken));
        return new BenchReport("pool", rows);
    }

    private async Task<double> MeasureAsync(RestartablePostgres database, S3Bucket bucket, int proxies, CancellationToken cancellationToken)
    {
        var seconds = new List<double>();
        for (int run = 0; run < arguments.Number("runs", 1); run++)
        {
            await using GraphSimulator simulator = await StartAsync(400, messages: 8, 50, cancellationToken);
            seconds.Add(await RunAsync(database, bucket, simulator, proxies, 2, null, cancellationToken));
        }
        return Median.Of(seconds);
    }

    private static async Task<BenchRow> MeasureBudgetAsync(RestartablePostgres database, S3Bucket bucket, CancellationToken cancellationToken)
    {
        await using GraphSimulator simulator = await StartAsync(200, messages: 12, 20, cancellationToken);
        simulator.Options.RateLimit = Budget;
        simulator.Options.RateWindow = TimeSpan.FromSeconds(10);
        double seconds = await RunAsync(database, bucket, simulator, 8, 8, Budget, cancellationToken);
        int[] windows = [.. simulator.RequestBudget.Spent];
        Console.Error.WriteLine($"budget: windows {string.Join(' ', windows)}; {simulator.RequestBudget.Refused} refused.");
        // Three windows in which shares are handed over, and the last, in which the work runs out.
        int[] full = windows.Length > 5 ? windows[3..^1] : windows;
        return new BenchRow { Work = "budget", Tool = "8 proxies", Seconds = seconds, BeyondBudget = simulator.RequestBudget.Refused, UnusedBudgetPercent = 100 - (100.0 * full.Sum() / (Budget * (double)full.Length)) };
    }

    private static async Task<double> RunAsync(RestartablePostgres database, S3Bucket bucket, GraphSimulator simulator, int proxies, int threads, int? budget, CancellationToken cancellationToken)
    {
        using var folder = new DisposableFolder();
        string configuration = $"{database.ConnectionString};Search Path=pool_{Guid.NewGuid():N}";
        string keyFile = Path.Combine(folder.Path, "key");
        BackupServices services = await BackupServicesFactory.OpenAsync(configuration, keyFile, cancellationToken);
        await using var _ = services.Configuration;
        BackupJob job = await PoolPlace.CreateAsync(services, simulator, bucket, proxies, threads, budget, cancellationToken);
        Process[] processes = [.. Enumerable.Range(1, proxies).Select(i => Start(configuration, keyFile, $"P{i}"))];
        try
        {
            while ((await services.Configuration.Proxies.ListAsync(cancellationToken)).Count(p => p.IsOnline) < proxies)
                await Task.Delay(100, cancellationToken);
            var watch = Stopwatch.StartNew();
            SessionResult result = await new SessionRunner(services, new SessionOptions()).RunAsync(new StartRequest(job, Full: false), 1, new NullSessionObserver(), cancellationToken);
            double seconds = watch.Elapsed.TotalSeconds;
            return result.Session.Status == SessionStatus.Success ? seconds : throw new InvalidOperationException($"The session ended as {result.Session.Status}: {result.Session.Message}");
        }
        finally
        {
            foreach (Process process in processes)
            {
                process.Kill();
                process.Dispose();
            }
        }
    }

    private static Process Start(string configuration, string keyFile, string name)
    {
        (string program, string[] first) = Child.Command;
        var start = new ProcessStartInfo(program, [.. first, "proxy", "--config", configuration, "--key-file", keyFile, "--name", name, "--quiet"]) { RedirectStandardInput = true };
        return Process.Start(start)!;
    }

    private static async Task<GraphSimulator> StartAsync(int mailboxes, int messages, int latency, CancellationToken cancellationToken)
    {
        GraphSimulator simulator = await GraphSimulator.StartAsync(new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(latency), MailboxConcurrencyLimit = 4 }, cancellationToken);
        for (int u = 0; u < mailboxes; u++)
        {
            string user = $"user{u:D3}@contoso.example";
            simulator.Tenant.AddUser(user);
            simulator.Tenant.AddSyntheticMailbox(user, "inbox", messages, seed: u + 1);
        }
        return simulator;
    }
}
