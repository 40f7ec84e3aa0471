using System.Globalization;
using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Bench;

/// <summary>
/// Objects at the ends of what is seen, each backed up in a process of its own: a drive of very many files, a mailbox of very many folders, one very large file whose
/// connection is cut now and then. The figure that counts is memory.
/// </summary>
internal sealed class LargeBench(BenchArguments arguments)
{
    private const string User = "large@contoso.example";
    private const long Gigabyte = 1L << 30;

    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        int files = arguments.Number("files", 300_000);
        int folders = arguments.Number("folders", 2_000);
        int gigabytes = arguments.Number("gigabytes", 2);
        var rows = new List<BenchRow>();
        if (files > 0)
            rows.Add(await MeasureAsync(Name("drive of files:", files), Workload.OneDrive, s => FillDrive(s, files), cancellationToken));
        if (folders > 0)
            rows.Add(await MeasureAsync(Name("mailbox of folders:", folders), Workload.Mailbox, s => FillMailbox(s, folders), cancellationToken));
        if (gigabytes > 0)
            rows.Add(await MeasureAsync(Name("file of GiB:", gigabytes), Workload.OneDrive, s => AddFile(s, gigabytes), cancellationToken));
        return new BenchReport("large", rows);
    }

    private static async Task<BenchRow> MeasureAsync(string work, Workload workload, Action<GraphSimulator> fill, CancellationToken cancellationToken)
    {
        await using GraphSimulator simulator = await GraphSimulator.StartAsync(cancellation: cancellationToken);
        simulator.Tenant.AddUser(User);
        fill(simulator);
        var scope = new BackupScope { Include = [new ScopeItem(ObjectKind.User, User, [workload])] };
        using Workplace place = await Workplace.CreateAsync(simulator, scope, cancellationToken);
        ChildResult result = await Child.RunAsync(cancellationToken, "session", "--config", place.Configuration);
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{work}: {result.Items / result.Seconds:F0} items/s, {result.Bytes / result.Seconds / (1 << 20):F0} MiB/s, {simulator.Faults.Fired} cuts, {result.Requests} requests"));
        return new BenchRow
        {
            Work = work,
            Tool = "veeam365",
            Seconds = Math.Round(result.Seconds, 3),
            CpuSeconds = Math.Round(result.CpuSeconds, 3),
            RssMiB = Math.Round(result.RssMiB, 1),
        };
    }

    private static void FillDrive(GraphSimulator simulator, int files)
    {
        SimulatedTenant tenant = simulator.Tenant;
        for (int i = 0; i < files; i++)
            tenant.AddFile(User, "root", Name("file", i), BitConverter.GetBytes(i));
    }

    private static void FillMailbox(GraphSimulator simulator, int folders)
    {
        for (int i = 0; i < folders; i++)
        {
            string folder = simulator.Tenant.AddFolder(User, "msgfolderroot", Name("Folder", i));
            simulator.Tenant.AddSyntheticMailbox(User, folder, 5, seed: i + 1);
        }
    }

    private static void AddFile(GraphSimulator simulator, int gigabytes)
    {
        simulator.Tenant.User(User).Drive.AddFile("root", "large.bin", FileContent.Synthetic(gigabytes * Gigabyte, 1));
        simulator.Faults.Add(new FaultRule { Kind = FaultKind.CutBody, Path = "/download/", Count = gigabytes, CutWithin = Gigabyte });
    }

    private static string Name(string what, int number) => string.Create(CultureInfo.InvariantCulture, $"{what} {number}");
}
