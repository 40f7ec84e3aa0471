namespace Veeam365.Backup.Bench.Engine;

/// <summary>
/// Export-BackupItem of everything beside Test-BackupRepository -Data, which reads, decrypts, decompresses and compares the same and writes nothing: 40,000 mails, each work in a process of its own, taking turns. What counts is the
/// throughput of the one relative to that of the other.
/// </summary>
internal sealed class ExportBench(BenchArguments arguments)
{
    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        string kind = arguments.Values.GetValueOrDefault("work", "mail");
        DirectoryInfo root = Directory.CreateTempSubdirectory("veeam365-bench-");
        try
        {
            var place = new ToolPlace(root.CreateSubdirectory("tree").FullName, root.CreateSubdirectory("veeam365").FullName);
            EngineBench.TreeOf(kind, arguments).Create(place.Tree);
            var tool = new Veeam365Tool(kind);
            foreach (ToolCommand command in tool.Initialize(place).Concat(tool.For(EngineWork.FirstBackup, place)))
                await ToolRunner.RunAsync(command, cancellationToken);
            return await MeasureAsync(kind, tool, place, cancellationToken);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private async Task<BenchReport> MeasureAsync(string kind, Veeam365Tool tool, ToolPlace place, CancellationToken cancellationToken)
    {
        var tests = new List<ChildResult>();
        var exports = new List<ChildResult>();
        for (int run = 0; run <= arguments.Number("runs", 3); run++)
        {
            Directory.CreateDirectory(place.Restored);
            ChildResult test = await ToolRunner.MeasureAsync(tool.For(EngineWork.Verify, place), cancellationToken);
            ChildResult export = await ToolRunner.MeasureAsync(tool.For(EngineWork.Restore, place), cancellationToken);
            // What was exported stays until the end: ext4 is slow to give out inodes that were freed a moment ago.
            Directory.Move(place.Restored, place.Restored + run);
            // The first round brings the repository into the system's memory.
            if (run > 0)
                (tests, exports) = ([.. tests, test], [.. exports, export]);
            await Console.Error.WriteLineAsync($"test {test.Seconds:F2} s, export {export.Seconds:F2} s");
        }

        BenchRow test1 = Row($"{kind} test data", tests), export1 = Row($"{kind} export", exports);
        return new BenchReport("export", [test1, export1 with { RatioToTest = Math.Round(test1.Seconds!.Value / export1.Seconds!.Value, 3) }]);
    }

    private static BenchRow Row(string work, List<ChildResult> runs) => new()
    {
        Work = work,
        Tool = "veeam365",
        Seconds = Median.Of(runs.Select(r => r.Seconds)),
        CpuSeconds = Median.Of(runs.Select(r => r.CpuSeconds)),
        RssMiB = Median.Of(runs.Select(r => r.RssMiB)),
    };
}
