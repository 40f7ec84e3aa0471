using System.Globalization;
using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Bench;

/// <summary>Full and incremental sessions over one mailbox of 10,000 and of 1,000,000 messages: memory stays, cost follows change.</summary>
internal sealed class ScaleBench(BenchArguments arguments)
{
    private const string User = "scale@contoso.example";
    private const int Small = 10_000;
    private const int Changes = 100;

    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        int large = arguments.Number("messages", 1_000_000);
        int runs = arguments.Number("runs", 3);
        var rows = new List<BenchRow>();
        var incremental = new Dictionary<int, double>();
        foreach (int messages in (int[])[Small, large])
        {
            await using GraphSimulator simulator = await GraphSimulator.StartAsync(cancellation: cancellationToken);
            simulator.Tenant.AddUser(User);
            simulator.Tenant.AddSyntheticMailbox(User, "inbox", messages);
            using Workplace place = await Workplace.CreateAsync(simulator, new BackupScope
            {
                Include = [new ScopeItem(ObjectKind.User, User, [Workload.Mailbox])],
            }, cancellationToken);

            ChildResult first = await Child.RunAsync(cancellationToken, "session", "--config", place.Configuration);
            rows.Add(new BenchRow { Work = Name("first backup", messages), Tool = "veeam365", Seconds = Math.Round(first.Seconds, 3), RssMiB = Math.Round(first.RssMiB, 1) });
            List<ChildResult> later = await ChangeAndBackUpAsync(simulator, place, runs, cancellationToken);
            incremental[messages] = Median.Of(later.Select(r => r.Seconds));
            rows.Add(new BenchRow
            {
                Work = Name("incremental", messages),
                Tool = "veeam365",
                Seconds = incremental[messages],
                RssMiB = Median.Of(later.Select(r => r.RssMiB)),
                RatioTo10000 = Math.Round(incremental[messages] / incremental[Small], 3),
            });
        }
        return new BenchReport("scale", rows);
    }

    private static async Task<List<ChildResult>> ChangeAndBackUpAsync(GraphSimulator simulator, Workplace place, int runs, CancellationToken cancellationToken)
    {
        var results = new List<ChildResult>();
        for (int run = 0; run < runs; run++)
        {
            for (int i = 0; i < Changes; i++)
                simulator.Tenant.AddMessage(User, "inbox", new NewMessage(Message(run, i)));
            ChildResult result = await Child.RunAsync(cancellationToken, "session", "--config", place.Configuration);
            if (result.Items != Changes)
                throw new InvalidOperationException($"{Changes} messages changed, {result.Items} were moved.");
            results.Add(result);
        }
        return results;
    }

    private static string Name(string work, int messages) => string.Create(CultureInfo.InvariantCulture, $"{work} {messages}");

    private static byte[] Message(int run, int number) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"From: a@contoso.example\r\nTo: {User}\r\nSubject: change {run}/{number}\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\n{new string('x', 3000)}\r\n"));
}
