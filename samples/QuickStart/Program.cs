using Veeam365.QuickStart;

bool json = args.Contains("--json", StringComparer.OrdinalIgnoreCase);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

var narrator = new Narrator(json ? TextWriter.Null : Console.Out);
try
{
    QuickStartReport report = await new MainJob(narrator).RunAsync(stop.Token);
    if (json)
        Console.WriteLine(report.ToJson());
    return report.Identical ? 0 : 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return 130;
}
