using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Bench;

/// <summary>
/// A first backup against a simulator that enforces budgets. Work "throttled": mail and files within a budget of requests, resource units beside it, and 10 % of the
/// requests answered 429 or 503 on top. Work "resource units": files alone, within a budget of units. What counts is that nobody is asked inside a Retry-After and that
/// little of the budget is left unused, over all windows of the session that are over.
/// </summary>
internal sealed class ThrottleBench(BenchArguments arguments)
{
    private const int Users = 32;
    private const int ThrottledUsers = 160;
    private const double Refused = 0.05;

    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        int runs = arguments.Number("runs", 1);
        return new BenchReport("throttle",
        [
            await MeasureAsync("throttled", runs, StartThrottledAsync, s => s.RequestBudget, cancellationToken),
            await MeasureAsync("resource units", runs, StartDrivesAsync, s => s.UnitBudget, cancellationToken),
        ]);
    }

    private static async Task<BenchRow> MeasureAsync(
        string work, int runs, Func<CancellationToken, Task<GraphSimulator>> start, Func<GraphSimulator, BudgetWindow> budget, CancellationToken cancellationToken)
    {
        var results = new List<ChildResult>();
        var unused = new List<double>();
        int violations = 0;
        for (int run = 0; run < runs; run++)
        {
            await using GraphSimulator simulator = await start(cancellationToken);
            using Workplace place = await Workplace.CreateAsync(simulator, new BackupScope { WholeOrganization = true }, cancellationToken);
            results.Add(await Child.RunAsync(cancellationToken, "session", "--config", place.Configuration));
            violations = Math.Max(violations, simulator.Log.RetryAfterViolations.Count);
            unused.Add(budget(simulator).UnusedPercent ?? throw new InvalidOperationException("The session was over before its first window: nothing was measured."));
            Console.Error.WriteLine($"{work}: windows {string.Join(' ', budget(simulator).Spent)}; {simulator.Log.Total} requests, {simulator.Faults.Fired} refused at random, {budget(simulator).Refused} beyond the budget.");
            foreach (RetryAfterViolation violation in simulator.Log.RetryAfterViolations.Take(5))
                Console.Error.WriteLine($"  {violation.Scope} {violation.Path} too early by {violation.TooEarlyBy.TotalMilliseconds:F0} ms");
        }

        return new BenchRow
        {
            Work = work,
            Tool = "veeam365",
            Seconds = Median.Of(results.Select(r => r.Seconds)),
            CpuSeconds = Median.Of(results.Select(r => r.CpuSeconds)),
            RssMiB = Median.Of(results.Select(r => r.RssMiB)),
            Violations = violations,
            UnusedBudgetPercent = Median.Of(unused),
        };
    }

    private static async Task<GraphSimulator> StartThrottledAsync(CancellationToken cancellationToken)
    {
        GraphSimulator simulator = await StartAsync(cancellationToken);
        for (int u = 0; u < ThrottledUsers; u++)
        {
            string user = $"user{u:D3}@contoso.example";
            // SharePoint is held back as a whole: with a refusal in ten requests, files alone could never use the budget.
            bool hasDrive = u % 10 == 0;
            simulator.Tenant.AddUser(new NewUser(user) { HasDrive = hasDrive });
            simulator.Tenant.AddSyntheticMailbox(user, "inbox", 70, seed: u + 1);
            if (hasDrive)
                AddFiles(simulator.Tenant, user, 3);
        }

        // The public service's window, an 87th of its requests.
        simulator.Options.RateLimit = 1500;
        simulator.Options.RateWindow = TimeSpan.FromSeconds(10);
        simulator.Options.ResourceUnitLimit = 400;
        simulator.Options.ResourceUnitWindow = TimeSpan.FromSeconds(10);
        // One in twenty, then one in twenty of the rest: 9.75 %, and with those beyond the budget a tenth.
        foreach (int status in (int[])[429, 503])
        {
            simulator.Faults.Add(new FaultRule
            {
                StatusCode = status,
                Path = "/users/.+/|/drives/|/download/",
                Probability = Refused,
                Seed = status,
                RetryAfter = TimeSpan.FromMilliseconds(500),
                RetryAfterForm = RetryAfterForm.Mixed,
            });
        }

        return simulator;
    }

    private static async Task<GraphSimulator> StartDrivesAsync(CancellationToken cancellationToken)
    {
        GraphSimulator simulator = await StartAsync(cancellationToken);
        for (int u = 0; u < Users; u++)
        {
            string user = $"user{u:D2}@contoso.example";
            simulator.Tenant.AddUser(new NewUser(user) { HasMailbox = false });
            AddFiles(simulator.Tenant, user, 90);
        }

        simulator.Options.ResourceUnitLimit = 500;
        simulator.Options.ResourceUnitWindow = TimeSpan.FromSeconds(5);
        return simulator;
    }

    private static Task<GraphSimulator> StartAsync(CancellationToken cancellationToken) => GraphSimulator.StartAsync(
        new GraphSimulatorOptions
        {
            Latency = TimeSpan.FromMilliseconds(20),
            MailboxConcurrencyLimit = 4,
            // What was under way when the wait was told is no violation; on two cores that all share it arrives late.
            RetryAfterGrace = TimeSpan.FromMilliseconds(200),
            ThrottleRetryAfter = TimeSpan.Zero,
            ThrottleRetryAfterForm = RetryAfterForm.Mixed,
            ThrottleStatusCodes = [429, 503],
        },
        cancellationToken);

    private static void AddFiles(SimulatedTenant tenant, string user, int count)
    {
        var random = new Random(1);
        for (int f = 0; f < count; f++)
        {
            byte[] content = new byte[2000];
            random.NextBytes(content);
            tenant.AddFile(user, "root", $"file {f}.bin", content);
        }
    }
}
