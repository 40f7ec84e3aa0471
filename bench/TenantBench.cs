using System.Globalization;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Bench;

/// <summary>
/// A whole organization of 2,000 users (mailbox and drive) and 500 sites (library, list, page), backed up once; then 1 % of the mailboxes, drives and sites change and the next session is measured, beside a bare client that holds
/// the same tokens, asks every collection once for what changed and fetches the contents of that. A collection is what has a token of its own (or is listed): the folders of a mailbox, those of its recoverable items, each folder's
/// messages, a drive; a site's libraries, lists, pages and subsites, each library, each list.
/// </summary>
internal sealed class TenantBench(BenchArguments arguments)
{
    private const int MessagesPerUser = 3;
    private const int FilesPerUser = 2;

    private readonly int _users = arguments.Number("users", 2_000);
    private readonly int _sites = arguments.Number("sites", 500);
    private readonly int _changed = arguments.Number("changed", 1);

    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        await using GraphSimulator simulator = await GraphSimulator.StartAsync(
            new GraphSimulatorOptions { Latency = TimeSpan.FromMilliseconds(arguments.Number("latency", 20)), MailboxConcurrencyLimit = 4 }, cancellationToken);
        Fill(simulator.Tenant);
        using Workplace place = await Workplace.CreateAsync(simulator, new BackupScope { WholeOrganization = true, Workloads = [Workload.Mailbox, Workload.OneDrive, .. _sites > 0 ? [Workload.Site] : Array.Empty<Workload>()] }, cancellationToken);
        ChildResult first = await Child.RunAsync(cancellationToken, "session", "--config", place.Configuration);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first backup: {first.Items} items, {first.Requests} requests, {first.Seconds:F1} s"));
        string links = Path.Combine(Path.GetDirectoryName(place.Configuration)!, "links");
        await Child.RunAsync(cancellationToken, [.. BareClientOptions.Arguments(simulator), "--track", links]);
        int collections = File.ReadLines(links).Count();

        var session = new List<ChildResult>();
        var bare = new List<ChildResult>();
        for (int run = 0; run < arguments.Number("runs", 3); run++)
        {
            Change(simulator.Tenant, run);
            bare.Add(await Child.RunAsync(cancellationToken, [.. BareClientOptions.Arguments(simulator), "--follow", links]));
            session.Add(await Child.RunAsync(cancellationToken, "session", "--config", place.Configuration));
            // What a session counts as the bytes of a list item is what it keeps of the answer.
            if (session[^1].Items != bare[^1].Items || (_sites == 0 && session[^1].Bytes != bare[^1].Bytes))
                throw new InvalidOperationException($"Session and bare client differ: {session[^1].Items} items and {session[^1].Bytes} bytes, {bare[^1].Items} and {bare[^1].Bytes}.");
        }

        return new BenchReport("tenant", [Row("veeam365", session, collections), Row("bare client", bare, collections)]);
    }

    private void Fill(SimulatedTenant tenant)
    {
        for (int u = 0; u < _users; u++)
        {
            tenant.AddUser(Name(u));
            tenant.AddSyntheticMailbox(Name(u), "inbox", MessagesPerUser, seed: u + 1);
            for (int f = 0; f < FilesPerUser; f++)
                tenant.AddFile(Name(u), "root", $"file {f}.bin", BitConverter.GetBytes((long)u * FilesPerUser + f));
        }

        for (int n = 0; n < _sites; n++)
        {
            SimulatedSite site = tenant.AddSite($"/sites/s{n}");
            site.Library().AddFile("root", "plan.bin", FileContent.Of(BitConverter.GetBytes(-1L - n)));
            SimulatedList list = site.AddList("Tasks");
            list.AddItem(new JsonObject { ["Title"] = $"Task of site {n}" });
            site.AddPage("home.aspx", "Home", $"Site {n}");
        }
    }

    /// <summary>A message in that share of the mailboxes, a file in that share of the drives, a file and a list item in that share of the sites; other ones in each run.</summary>
    private void Change(SimulatedTenant tenant, int run)
    {
        int count = Math.Max(1, _users * _changed / 100);
        for (int i = 0; i < count; i++)
        {
            int user = (int)((long)i * _users / count + run) % _users;
            tenant.AddSyntheticMailbox(Name(user), "inbox", 1, seed: 1_000_000 * (run + 1) + user);
            tenant.AddFile(Name((user + 1) % _users), "root", $"new {run}.bin", BitConverter.GetBytes(-1L - user - run));
        }

        for (int n = run; n < _sites; n += Math.Max(1, 100 / _changed))
        {
            SimulatedSite site = tenant.Sites.Single(s => s.WebUrl.EndsWith($"/sites/s{n}", StringComparison.Ordinal));
            site.Library().AddFile("root", $"new {run}.bin", FileContent.Of(BitConverter.GetBytes(-1_000_000L - n - run)));
            site.List("Tasks").AddItem(new JsonObject { ["Title"] = $"Run {run}" });
        }
    }

    private static string Name(int user) => string.Create(CultureInfo.InvariantCulture, $"user{user:D5}@contoso.example");

    private static BenchRow Row(string tool, List<ChildResult> runs, int collections) => new()
    {
        Work = "incremental",
        Tool = tool,
        Seconds = Median.Of(runs.Select(r => r.Seconds)),
        CpuSeconds = Median.Of(runs.Select(r => r.CpuSeconds)),
        RssMiB = Median.Of(runs.Select(r => r.RssMiB)),
        Requests = (long)Median.Of(runs.Select(r => (double)r.Requests)),
        // What was fetched of changed items and the look-up of the scope are no requests for unchanged collections.
        RequestsPerCollection = Math.Round(Median.Of(runs.Select(r => (double)(r.Requests - r.Items))) / collections, 3),
    };
}
