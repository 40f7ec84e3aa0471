using System.Diagnostics;
using System.Text.Json;

namespace Veeam365.Backup.Bench;

/// <summary>Runs a command of this program in a process of its own.</summary>
internal static class Child
{
    /// <summary>This program: the file to start and the words that come first.</summary>
    public static (string Program, string[] First) Command => Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
        ? (Environment.ProcessPath!, [typeof(Child).Assembly.Location])
        : (Environment.ProcessPath!, []);

    public static async Task<ChildResult> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        (string program, string[] first) = Command;
        var start = new ProcessStartInfo(program, [.. first, .. arguments]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{arguments[0]}' ended with {process.ExitCode}: {output}");
        return JsonSerializer.Deserialize(output.Trim().Split('\n')[^1], BenchJson.Default.ChildResult)!;
    }
}
