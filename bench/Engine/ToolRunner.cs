using System.Diagnostics;
using System.Text.Json;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>Runs a tool's commands, measured or not.</summary>
internal static class ToolRunner
{
    /// <summary>Runs commands one after the other: times add up, the larger peak counts.</summary>
    public static async Task<ChildResult> MeasureAsync(IReadOnlyList<ToolCommand> commands, CancellationToken cancellationToken)
    {
        var all = new ChildResult("Success", 0, 0, 0, 0, 0, 0);
        foreach (ToolCommand command in commands)
        {
            (string program, string[] first) = Child.Command;
            string output = await RunAsync(command with { Program = program, Arguments = [.. first, "measure", command.Program, .. command.Arguments] }, cancellationToken);
            ChildResult one = JsonSerializer.Deserialize(output.Trim().Split('\n')[^1], BenchJson.Default.ChildResult)!;
            all = all with { Seconds = all.Seconds + one.Seconds, CpuSeconds = all.CpuSeconds + one.CpuSeconds, RssMiB = Math.Max(all.RssMiB, one.RssMiB) };
        }
        return all;
    }

    /// <summary>Runs a command and returns what it wrote.</summary>
    public static async Task<string> RunAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments) { RedirectStandardOutput = true, WorkingDirectory = command.Folder };
        foreach ((string name, string value) in command.Environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"'{command.Program} {string.Join(' ', command.Arguments)}' ended with {process.ExitCode}: {output}");
    }
}
