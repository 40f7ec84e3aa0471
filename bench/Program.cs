using Veeam365.Backup.Bench;
using Veeam365.Backup.Bench.Engine;
using Veeam365.Backup.Bench.Search;
using Veeam365.Backup.Core.Sessions;

// Usage: dotnet run -c Release --project bench -- pipeline|scale|import|engine|throttle|large|tenant|pool|claims|search|export [--runs N] [--json]
// The words session, proxy, optimize, bare-client, engine-child and measure are the children that a bench starts, so that each has a process, and so a peak of memory, of its own.
// engine-tree makes a tree of the engine bench, to look into a single work with a profiler.
BenchArguments arguments = BenchArguments.Parse(args);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

switch (arguments.Command)
{
    case "engine":
        (await new EngineBench(arguments).RunAsync(stop.Token)).Print(arguments.Json);
        return 0;
    case "engine-child":
        await EngineChild.RunAsync(arguments, stop.Token);
        return 0;
    case "engine-tree":
        EngineBench.TreeOf(arguments.Required("kind"), arguments).Create(Directory.CreateDirectory(arguments.Required("folder")).FullName);
        return 0;
    case "measure":
        return await Measure.RunAsync(args[1..], stop.Token);
    case "pipeline":
        (await new PipelineBench(arguments).RunAsync(stop.Token)).Print(arguments.Json);
        return 0;
    case "scale":
        (await new ScaleBench(arguments).RunAsync(stop.Token)).Print(arguments.Json);
        return 0;
    case "import":
        (await new ImportBench(arguments).RunAsync(stop.Token)).Print(arguments.Json);
        return 0;
    case "throttle":
        (await new ThrottleBench(arguments).RunAsync(stop.Token)).Print(arguments.Json);
        return 0;
    case "large":
        (await new LargeBench(arguments).RunAsync(stop.Token)).Print(arguments.Json);
        return 0;
    case "pool":
        (await new PoolBench(arguments).RunAsync(stop.Token)).Print(arguments.Json);
        return 0;
    case "claims":
        (await new ClaimsBench(arguments).RunAsync(stop.Token)).Print(arguments.Json);
        return 0;
    case "tenant":
        (await new TenantBench(arguments).RunAsync(stop.Token)).Print(arguments.Json);
        return 0;
    case "export":
        (await new ExportBench(arguments).RunAsync(stop.Token)).Print(arguments.Json);
        return 0;
    case "search":
        (await new SearchBench(arguments).RunAsync(stop.Token)).Print(arguments.Json);
        return 0;
    case "session":
        SessionOptions options = arguments.Values.ContainsKey("checkpoint") ? new SessionOptions { CheckpointInterval = TimeSpan.FromMilliseconds(arguments.Number("checkpoint", 0)) } : new SessionOptions();
        Console.WriteLine((await SessionChild.RunAsync(arguments.Required("config"), arguments.Values.GetValueOrDefault("job", Workplace.JobName), options, stop.Token)).ToJson());
        return 0;
    case "restore":
        Console.WriteLine(await RestoreChild.RunAsync(arguments.Required("config"), arguments.Values.GetValueOrDefault("job", Workplace.JobName), stop.Token));
        return 0;
    case "proxy":
        await ProxyChild.RunAsync(arguments, stop.Token);
        return 0;
    case "optimize":
        Console.WriteLine(await OptimizeChild.RunAsync(arguments.Required("config"), arguments.Number("keep", 2), arguments.Required("until"), stop.Token));
        return 0;
    case "bare-client" when arguments.Values.TryGetValue("track", out string? links):
        Console.WriteLine((await BareClient.TrackAsync(BareClientOptions.From(arguments), links, stop.Token)).ToJson());
        return 0;
    case "bare-client" when arguments.Values.TryGetValue("follow", out string? links):
        Console.WriteLine((await BareClient.FollowAsync(BareClientOptions.From(arguments), links, stop.Token)).ToJson());
        return 0;
    case "bare-client":
        Console.WriteLine((await BareClient.RunAsync(BareClientOptions.From(arguments), stop.Token)).ToJson());
        return 0;
    default:
        Console.Error.WriteLine("Say which bench: pipeline, scale, import, engine, throttle, large, tenant, pool, claims, search or export; --runs N repeats, --json prints one JSON line.");
        return 2;
}
