using System.ComponentModel;
using System.Diagnostics;

namespace Veeam365.Backup.Bench;

/// <summary>What Import-Module takes above an empty session, where pwsh is there.</summary>
internal sealed class ImportBench(BenchArguments arguments)
{
    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        string manifest = Path.Combine(FindRoot(), "Veeam365.psd1");
        var empty = new List<double>();
        var import = new List<double>();
        try
        {
            for (int run = 0; run < arguments.Number("runs", 7); run++)
            {
                empty.Add(await TimeAsync("exit 0", cancellationToken));
                import.Add(await TimeAsync($"Import-Module '{manifest.Replace("'", "''", StringComparison.Ordinal)}' -ErrorAction Stop; exit 0", cancellationToken));
            }
        }
        catch (Win32Exception)
        {
            Console.Error.WriteLine("There is no pwsh on this machine: import was not measured.");
            return new BenchReport("import", []);
        }
        return new BenchReport("import", [new BenchRow { Work = "import", Tool = "veeam365", Seconds = Math.Round(Median.Of(import) - Median.Of(empty), 3) }]);
    }

    private static async Task<double> TimeAsync(string command, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(new ProcessStartInfo("pwsh", ["-NoProfile", "-NonInteractive", "-Command", command]))!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"pwsh ended with {process.ExitCode}.");
        return watch.Elapsed.TotalSeconds;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Backup.sln")))
                return at.FullName;
        }
        throw new DirectoryNotFoundException("No Backup.sln above the program.");
    }
}
