using System.Diagnostics;
using System.Text.Json;

namespace Veeam365.Backup.Bench;

/// <summary>Runs a command of this program in a process of its own.</summary>
internal static class Child
{
    public static async Task<ChildResult> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(typeof(Child).Assembly.Location);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{arguments[0]}' ended with {process.ExitCode}: {output}");
        return JsonSerializer.Deserialize(output.Trim().Split('\n')[^1], BenchJson.Default.ChildResult)!;
    }
}
