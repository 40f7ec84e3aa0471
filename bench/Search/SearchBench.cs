using System.Diagnostics;
using System.Globalization;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Bench.Search;

/// <summary>
/// Searches a cache of a million messages: the time to the first result and to the last, of the slowest of several queries. Each run opens the cache, as a prompt does; one run before counts not,
/// which compiles the libraries.
/// </summary>
internal sealed class SearchBench(BenchArguments arguments)
{
    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("veeam365-bench-");
        var server = new PostgresServer();
        bool started = false;
        try
        {
            var rows = new List<BenchRow>();
            rows.AddRange(await MeasureAsync("sqlite", new SqlitePersistentCacheFactory(folder.FullName), cancellationToken));
            if (!arguments.Values.ContainsKey("sqlite"))
            {
                await server.InitializeAsync();
                started = true;
                rows.AddRange(await MeasureAsync("postgresql", new PostgresPersistentCacheFactory(server.ConnectionString), cancellationToken));
            }
            return new BenchReport("search", rows);
        }
        finally
        {
            if (started)
                await server.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    private async Task<IReadOnlyList<BenchRow>> MeasureAsync(string tool, IPersistentCacheFactory caches, CancellationToken cancellationToken)
    {
        var mail = new SearchMail(arguments.Number("items", 1_000_000));
        var repository = Guid.NewGuid();
        await using (IPersistentCache cache = await caches.OpenAsync(repository, cancellationToken))
        {
            var watch = Stopwatch.StartNew();
            await mail.WriteAsync(cache, cancellationToken);
            double filled = watch.Elapsed.TotalSeconds;
            await cache.IndexWordsAsync(cancellationToken);
            Say($"{tool}: rows written in {filled:F1} s, words indexed in {watch.Elapsed.TotalSeconds - filled:F1} s");
        }

        double first = 0, all = 0;
        foreach ((string name, ItemQuery query) in mail.Queries())
        {
            List<(double First, double All, int Count)> runs = [];
            for (int run = 0; run <= arguments.Number("runs", 5); run++)
                runs.Add(await SearchAsync(caches, repository, query, cancellationToken));
            double medianFirst = Median.Of(runs.Skip(1).Select(r => r.First)), medianAll = Median.Of(runs.Skip(1).Select(r => r.All));
            Say($"{tool}: {name,-44} {runs[0].Count,7} results, first {medianFirst * 1000,5:F0} ms, all {medianAll * 1000,5:F0} ms");
            (first, all) = (Math.Max(first, medianFirst), Math.Max(all, medianAll));
        }

        return [new BenchRow { Work = "first result", Tool = tool, Seconds = first }, new BenchRow { Work = "all results", Tool = tool, Seconds = all }];
    }

    private static async Task<(double First, double All, int Count)> SearchAsync(IPersistentCacheFactory caches, Guid repository, ItemQuery query, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using IPersistentCache cache = await caches.OpenAsync(repository, cancellationToken);
        double first = 0;
        int count = 0;
        await foreach (CachedItem _ in cache.QueryAsync(query, cancellationToken))
        {
            if (count++ == 0)
                first = watch.Elapsed.TotalSeconds;
        }
        return count > 0 ? (first, watch.Elapsed.TotalSeconds, count) : throw new InvalidOperationException("A query of the bench found nothing.");
    }

    private void Say(FormattableString line)
    {
        if (!arguments.Json)
            Console.Error.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }
}
