using System.Diagnostics;
using System.Text.Json;

namespace Veeam365.Backup.Bench;

/// <summary>What a child process measured of itself.</summary>
internal sealed record ChildResult(string Status, double Seconds, double CpuSeconds, double RssMiB, long Items, long Requests, long Bytes)
{
    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Default.ChildResult);

    /// <summary>Processor time that this process used so far, user and system.</summary>
    public static double ProcessorSeconds()
    {
        using Process me = Process.GetCurrentProcess();
        return me.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>This process's peak of resident memory so far.</summary>
    public static double PeakMiB()
    {
        using Process me = Process.GetCurrentProcess();
        return me.PeakWorkingSet64 / 1048576.0;
    }
}
