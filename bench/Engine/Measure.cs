using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>
/// Runs one program and tells its wall time, the processor time of it and all its children, and the largest peak of resident memory of any of them. The kernel
/// counts per parent (getrusage, RUSAGE_CHILDREN), so this is a process of its own for each program. Its own size, some 45 MiB, is the least it can tell: a child begins as its parent's image.
/// </summary>
internal static partial class Measure
{
    private const int Children = -1;

    public static async Task<int> RunAsync(string[] command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken), errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        double seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0)
        {
            await Console.Error.WriteLineAsync($"{command[0]} ended with {process.ExitCode}: {await output} {await errors}");
            return process.ExitCode;
        }
        (double processor, double mebibytes) = Usage();
        Console.WriteLine(new ChildResult("Success", seconds, processor, mebibytes, 0, 0, 0).ToJson());
        if (Environment.GetEnvironmentVariable("VEEAM365_BENCH_TRACE") is not null)
            await Console.Error.WriteAsync(await errors);
        return 0;
    }

    private static (double ProcessorSeconds, double PeakMiB) Usage()
    {
        // struct rusage: user time and system time (seconds, microseconds), peak in KiB, 13 more numbers.
        long[] usage = new long[18];
        if (GetResourceUsage(Children, usage) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        return (usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6), usage[4] / 1024.0);
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetResourceUsage(int who, [Out] long[] usage);
}
