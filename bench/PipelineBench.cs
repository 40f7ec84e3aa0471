using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Bench;

/// <summary>A first backup of 20 mailboxes of 500 messages and 200 files at 20 ms latency, beside a bare client making the same requests.</summary>
internal sealed class PipelineBench(BenchArguments arguments)
{
    private const int Users = 20;
    private const int MessagesPerUser = 500;
    private const int FilesPerUser = 10;
    private const int FileSize = 100_000;

    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        await using GraphSimulator simulator = await GraphSimulator.StartAsync(new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(20) }, cancellationToken);
        Fill(simulator.Tenant);

        var session = new List<ChildResult>();
        var bare = new List<ChildResult>();
        for (int run = 0; run < arguments.Number("runs", 3); run++)
        {
            bare.Add(await Child.RunAsync(cancellationToken, BareClientOptions.Arguments(simulator)));
            using Workplace place = await Workplace.CreateAsync(simulator, new BackupScope { WholeOrganization = true }, cancellationToken);
            session.Add(await Child.RunAsync(cancellationToken, "session", "--config", place.Configuration));
            ThrowIfUneven(session[^1], bare[^1]);
        }
        return new BenchReport("pipeline", [Row("veeam365", session), Row("bare client", bare)]);
    }

    private static void Fill(SimulatedTenant tenant)
    {
        byte[] content = new byte[FileSize];
        var random = new Random(1);
        for (int u = 0; u < Users; u++)
        {
            string user = $"user{u:D2}@contoso.example";
            tenant.AddUser(user);
            tenant.AddSyntheticMailbox(user, "inbox", MessagesPerUser, seed: u + 1);
            for (int f = 0; f < FilesPerUser; f++)
            {
                random.NextBytes(content);
                tenant.AddFile(user, "root", $"file {f}.bin", [.. content]);
            }
        }
    }

    /// <summary>Both must have moved the same: a peer that did less would make the ratio worthless.</summary>
    private static void ThrowIfUneven(ChildResult session, ChildResult bare)
    {
        if (session.Items != bare.Items || session.Bytes != bare.Bytes)
            throw new InvalidOperationException($"Session and bare client differ: {session.Items} items and {session.Bytes} bytes, {bare.Items} and {bare.Bytes}.");
    }

    private static BenchRow Row(string tool, List<ChildResult> runs) => new()
    {
        Work = "first backup",
        Tool = tool,
        Seconds = Median.Of(runs.Select(r => r.Seconds)),
        CpuSeconds = Median.Of(runs.Select(r => r.CpuSeconds)),
        RssMiB = Median.Of(runs.Select(r => r.RssMiB)),
    };
}
