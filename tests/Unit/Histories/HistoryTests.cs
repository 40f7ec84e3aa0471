using System.Collections.Concurrent;

namespace Veeam365.Backup.Tests.Histories;

/// <summary>
/// Random histories: thousands of changes with sessions in between and during them, over all workloads, under faults. Each restore point must hold what the source held while its
/// session read it. A failing seed is printed; VEEAM365_HISTORY_SEEDS=seed runs it alone.
/// </summary>
public sealed class HistoryTests
{
    [Fact]
    public async Task Every_restore_point_of_every_history_is_what_the_source_held_when_the_session_read_it()
    {
        var failures = new ConcurrentDictionary<int, string>();
        var limit = new ParallelOptions { MaxDegreeOfParallelism = 2 * Environment.ProcessorCount };
        await Parallel.ForEachAsync(HistorySeeds.All, limit, async (seed, token) =>
        {
            try
            {
                IReadOnlyList<string> differences = await HistoryWorld.RunAsync(seed, token);
                if (differences.Count > 0)
                    failures[seed] = string.Join(Environment.NewLine, differences.Take(8));
            }
            catch (Exception e)
            {
                failures[seed] = e.ToString();
            }
        });

        Assert.True(failures.IsEmpty, $"{failures.Count} of {HistorySeeds.All.Count} histories failed. Replay one with {HistorySeeds.Variable}=<seed>." + string.Concat(
            failures.OrderBy(f => f.Key).Take(10).Select(f => $"{Environment.NewLine}seed {f.Key}: {f.Value}")));
    }
}
