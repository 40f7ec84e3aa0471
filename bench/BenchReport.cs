using System.Globalization;
using System.Text.Json;

namespace Veeam365.Backup.Bench;

/// <summary>The rows of a bench, printed as a table or as one line of JSON.</summary>
internal sealed record BenchReport(string Bench, IReadOnlyList<BenchRow> Rows)
{
    public void Print(bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(this, BenchJson.Default.BenchReport));
            return;
        }
        Console.WriteLine($"{"work",-28} {"tool",-12} {"seconds",9} {"cpu s",7} {"rss MiB",8} {"repo MiB",9} {"objects",8} {"ratio",6} {"violations",10} {"unused %",9} {"speedup",8} {"per s",8} {"beyond",7} {"requests",9} {"a coll.",7}");
        foreach (BenchRow row in Rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Work,-28} {row.Tool,-12} {row.Seconds,9:F2} {row.CpuSeconds,7:F2} {row.RssMiB,8:F0} {row.RepositoryMiB,9:F1} {row.Objects,8} {row.RatioTo10000 ?? row.RatioToTest,6:F2} {row.Violations,10} {row.UnusedBudgetPercent,9:F1} {row.Speedup,8:F2} {row.PerSecond,8:F0} {row.BeyondBudget,7} {row.Requests,9} {row.RequestsPerCollection,7:F2}"));
        }
    }
}
