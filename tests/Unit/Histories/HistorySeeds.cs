using System.Globalization;

namespace Veeam365.Backup.Tests.Histories;

/// <summary>Which histories are run: those of VEEAM365_HISTORY_SEEDS ("17", "1-1000", "3,9-12"), or the first 200.</summary>
internal static class HistorySeeds
{
    public const string Variable = "VEEAM365_HISTORY_SEEDS";

    /// <summary>Whether the source also changes between the requests of a session: VEEAM365_HISTORY_MEANWHILE=1.</summary>
    public static bool ChangesMeanwhile { get; } = Environment.GetEnvironmentVariable("VEEAM365_HISTORY_MEANWHILE") == "1";

    public static IReadOnlyList<int> All { get; } = Parse(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : "1-200");

    /// <summary>The seeds that were asked for; by default fewer than the histories of the source: that many.</summary>
    public static IEnumerable<int> OrFirst(int count) => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } ? All : Enumerable.Range(1, count);

    private static List<int> Parse(string text)
    {
        var seeds = new List<int>();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int[] ends = [.. part.Split('-').Select(t => int.Parse(t, CultureInfo.InvariantCulture))];
            seeds.AddRange(Enumerable.Range(ends[0], ends[^1] - ends[0] + 1));
        }

        return seeds;
    }
}
