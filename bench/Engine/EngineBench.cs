using System.Diagnostics;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>
/// The engine beside restic and borg: the same trees, generated from a seed, each work of each tool in a process of its own, the tools taking turns. All repositories are encrypted.
/// Everything lies below a temporary folder that is removed at the end.
/// </summary>
internal sealed class EngineBench(BenchArguments arguments)
{
    /// <summary>The password of every repository.</summary>
    public const string Password = "a password for benches";

    private static readonly EngineWork[] Works = Enum.GetValues<EngineWork>();
    private readonly Dictionary<(string Work, string Tool), List<EngineRun>> _runs = [];

    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("veeam365-bench-");
        try
        {
            foreach (IBenchTree tree in Trees())
                await RunAsync(tree, root.CreateSubdirectory(tree.Name).FullName, cancellationToken);
        }
        finally
        {
            root.Delete(recursive: true);
        }
        return new BenchReport("engine", [.. _runs.Select(Row)]);
    }

    /// <summary>The tree of a kind, as large as the arguments say.</summary>
    public static IBenchTree TreeOf(string kind, BenchArguments arguments) => kind == "mail"
        ? new MailTree(arguments.Number("mebibytes", 1385))
        : new FileTree(arguments.Number("mebibytes", 1040));

    private IEnumerable<IBenchTree> Trees() =>
        new[] { "mail", "files" }.Where(kind => arguments.Values.GetValueOrDefault("work", kind) == kind).Select(kind => TreeOf(kind, arguments));

    private IBackupTool[] Tools(string kind)
    {
        IBackupTool[] all = [new Veeam365Tool(kind), new ResticTool(), new BorgTool("lz4"), new BorgTool("zstd")];
        string[] wanted = arguments.Values.GetValueOrDefault("tools", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        return wanted.Length == 0 ? all : [.. all.Where(t => wanted.Contains(t.Name))];
    }

    private async Task RunAsync(IBenchTree tree, string root, CancellationToken cancellationToken)
    {
        string source = Directory.CreateDirectory(Path.Combine(root, "tree")).FullName;
        tree.Create(source);
        (long bytes, int files) = SizeOf(source);
        await Console.Error.WriteLineAsync($"{tree.Name}: {files} files, {bytes >> 20} MiB");
        IBackupTool[] tools = Tools(tree.Name);
        for (int run = 0; run < arguments.Number("runs", 3); run++)
        {
            // Whoever comes first finds another state of the disk than who comes last: they take turns at that too.
            IBackupTool[] order = [.. tools.Skip(run % tools.Length), .. tools.Take(run % tools.Length)];
            await RunRoundAsync(tree, source, root, order, run, cancellationToken);
            if (arguments.Values.ContainsKey("s3"))
                await RunS3Async(tree, source, root, order, cancellationToken);
        }
        Directory.Delete(source, recursive: true);
    }

    private async Task RunRoundAsync(IBenchTree tree, string source, string root, IBackupTool[] tools, int round, CancellationToken cancellationToken)
    {
        Dictionary<IBackupTool, ToolPlace> places = tools.ToDictionary(t => t, t => new ToolPlace(source, Directory.CreateDirectory(Path.Combine(root, t.Name)).FullName));
        foreach ((IBackupTool tool, ToolPlace place) in places)
            await InitializeAsync(tool, place, cancellationToken);
        foreach (EngineWork work in Works)
        {
            if (work == EngineWork.Churn)
                tree.Churn(source, round);
            foreach (IBackupTool tool in tools)
            {
                await RunOneAsync(tree, work, tool, places[tool], cancellationToken);
                // What was restored stays until all have: ext4 is slow to give out inodes that were freed a moment ago.
                if (work == EngineWork.Restore && round == 0)
                    CheckRestored(tool, places[tool]);
            }
        }
        foreach (ToolPlace place in places.Values)
            Directory.Delete(place.Root, recursive: true);
    }

    private async Task RunS3Async(IBenchTree tree, string source, string root, IBackupTool[] tools, CancellationToken cancellationToken)
    {
        S3Server server = await S3Server.GetAsync();
        foreach (IBackupTool tool in tools.Where(t => t is Veeam365Tool or ResticTool))
        {
            S3Bucket bucket = await S3Bucket.CreateAsync(server);
            var place = new ToolPlace(source, Directory.CreateDirectory(Path.Combine(root, tool.Name)).FullName, bucket);
            await InitializeAsync(tool, place, cancellationToken);
            await RunOneAsync(tree, EngineWork.FirstBackup, tool, place, cancellationToken);
            await bucket.EmptyAsync(cancellationToken);
            Directory.Delete(place.Root, recursive: true);
        }
    }

    private static async Task InitializeAsync(IBackupTool tool, ToolPlace place, CancellationToken cancellationToken)
    {
        foreach (ToolCommand command in tool.Initialize(place))
            await ToolRunner.RunAsync(command, cancellationToken);
    }

    private async Task RunOneAsync(IBenchTree tree, EngineWork work, IBackupTool tool, ToolPlace place, CancellationToken cancellationToken)
    {
        IReadOnlyList<ToolCommand> commands = tool.For(work, place);
        if (commands.Count == 0)
            return;
        if (work == EngineWork.Restore)
            Directory.CreateDirectory(place.Restored);
        await SettleAsync(cancellationToken);
        ChildResult result = await ToolRunner.MeasureAsync(commands, cancellationToken);
        (long bytes, int objects) = place.Bucket is { } bucket ? await bucket.MeasureAsync(cancellationToken) : SizeOf(place.Repository);
        string name = $"{tree.Name} {NameOf(work)}{(place.Bucket is null ? "" : " s3")}";
        if (!_runs.TryGetValue((name, tool.Name), out List<EngineRun>? runs))
            _runs[(name, tool.Name)] = runs = [];
        runs.Add(new EngineRun(result, bytes / 1048576.0, objects));
        await Console.Error.WriteLineAsync($"{name,-26} {tool.Name,-10} {result.Seconds,7:F2} s {result.CpuSeconds,7:F2} cpu s {result.RssMiB,5:F0} MiB rss {bytes / 1048576.0,6:F0} MiB in {objects}");
    }

    /// <summary>What one tool left to be written to the disk must not slow the next one.</summary>
    private static async Task SettleAsync(CancellationToken cancellationToken)
    {
        using Process sync = Process.Start("sync");
        await sync.WaitForExitAsync(cancellationToken);
    }

    /// <summary>A tool that did not give back what it got is not compared.</summary>
    private static void CheckRestored(IBackupTool tool, ToolPlace place)
    {
        TreeFingerprint wanted = TreeFingerprint.Of(place.Tree), found = TreeFingerprint.Of(place.Restored);
        if (wanted != found)
            throw new InvalidOperationException($"{tool.Name} restored {found.Files} files and {found.Bytes} bytes that are not the tree's {wanted.Files} and {wanted.Bytes}.");
    }

    private static (long Bytes, int Objects) SizeOf(string folder)
    {
        FileInfo[] files = new DirectoryInfo(folder).GetFiles("*", SearchOption.AllDirectories);
        return (files.Sum(f => f.Length), files.Length);
    }

    private static string NameOf(EngineWork work) => work == EngineWork.FirstBackup ? "first backup" : work.ToString().ToLowerInvariant();

    private static BenchRow Row(KeyValuePair<(string Work, string Tool), List<EngineRun>> runs) => new()
    {
        Work = runs.Key.Work,
        Tool = runs.Key.Tool,
        Seconds = Median.Of(runs.Value.Select(r => r.Result.Seconds)),
        CpuSeconds = Median.Of(runs.Value.Select(r => r.Result.CpuSeconds)),
        RssMiB = Median.Of(runs.Value.Select(r => r.Result.RssMiB)),
        RepositoryMiB = Median.Of(runs.Value.Select(r => r.RepositoryMiB)),
        Objects = (int)Median.Of(runs.Value.Select(r => (double)r.Objects)),
    };
}
