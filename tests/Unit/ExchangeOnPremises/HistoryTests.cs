using System.Collections.Concurrent;
using Veeam365.Backup.Tests.Histories;

namespace Veeam365.Backup.Tests.ExchangeOnPremises;

/// <summary>Random histories over EWS. A failing seed is printed; VEEAM365_HISTORY_SEEDS=seed runs it alone.</summary>
public sealed class HistoryTests
{
    private const int AsARule = 120;

    [Fact]
    public async Task Every_restore_point_of_every_history_is_what_the_mailboxes_held_when_the_session_read_them()
    {
        var failures = new ConcurrentDictionary<int, string>();
        var limit = new ParallelOptions { MaxDegreeOfParallelism = 2 * Environment.ProcessorCount };
        IEnumerable<int> seeds = HistorySeeds.OrFirst(AsARule);
        await Parallel.ForEachAsync(seeds, limit, async (seed, token) =>
        {
            try
            {
                IReadOnlyList<string> differences = await ExchangeHistoryWorld.RunAsync(seed, token);
                if (differences.Count > 0)
                    failures[seed] = string.Join(Environment.NewLine, differences.Take(8));
            }
            catch (Exception e)
            {
                failures[seed] = e.ToString();
            }
        });

        Assert.True(failures.IsEmpty, $"{failures.Count} histories failed. Replay one with {HistorySeeds.Variable}=<seed>." + string.Concat(
            failures.OrderBy(f => f.Key).Take(10).Select(f => $"{Environment.NewLine}seed {f.Key}: {f.Value}")));
    }
}
