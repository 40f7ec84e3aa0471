using System.Globalization;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.QuickStart;

/// <summary>The main job on embedded defaults: back up, change, back up again, list restore points, export both and compare.</summary>
internal sealed class MainJob(Narrator narrator)
{
    public async Task<QuickStartReport> RunAsync(CancellationToken cancellationToken)
    {
        DirectoryInfo place = Directory.CreateTempSubdirectory("veeam365-quickstart-");
        try
        {
            return await RunInAsync(place.FullName, cancellationToken);
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private async Task<QuickStartReport> RunInAsync(string place, CancellationToken cancellationToken)
    {
        await using GraphSimulator simulator = await GraphSimulator.StartAsync(cancellation: cancellationToken);
        var sample = new SampleTenant(simulator);
        sample.Fill();
        narrator.Step("A Graph simulator stands in for Microsoft 365.", "dotnet run --project tests/Simulators/Graph");
        narrator.Result($"{simulator.Endpoint} with {simulator.Tenant.Users.Count} users");

        BackupServices services = await BackupServicesFactory.OpenAsync(Path.Combine(place, "configuration"), null, cancellationToken);
        await using var _ = services.Configuration;
        BackupJob job = await SetUpAsync(services, simulator, Path.Combine(place, "repository"), cancellationToken);

        var truths = new List<TenantSnapshot> { simulator.Tenant.Snapshot() };
        var sessions = new List<SessionReport> { await BackUpAsync(services, job, cancellationToken) };
        sample.Change();
        narrator.Result("... mail arrives, mail is deleted and moved, files are edited, renamed and deleted ...");
        truths.Add(simulator.Tenant.Snapshot());
        sessions.Add(await BackUpAsync(services, job, cancellationToken));

        IReadOnlyList<RestorePoint> points = await ListPointsAsync(services, job, cancellationToken);
        var reports = new List<RestorePointReport>();
        for (int i = 0; i < points.Count; i++)
            reports.Add(await ExportAsync(services, points[i], truths[i], Path.Combine(place, "export", points[i].Sequence.ToString(CultureInfo.InvariantCulture)), cancellationToken));
        return new QuickStartReport(sessions, reports, reports.Count == truths.Count && reports.TrueForAll(r => r.Identical));
    }

    private async Task<BackupJob> SetUpAsync(BackupServices services, GraphSimulator simulator, string repositoryPath, CancellationToken cancellationToken)
    {
        SimulatedApplication application = simulator.Tenant.Application;
        narrator.Step("Add the organization; sign-in and permissions are checked.", "Add-BackupOrganization -Name Contoso -TenantId $tenant -ClientId $app -ClientSecret $secret");
        Organization organization = await new OrganizationOperations(services).AddAsync(new NewOrganization
        {
            Name = "Contoso",
            TenantId = simulator.Tenant.TenantId,
            ClientId = application.ClientId,
            CredentialKind = CredentialKind.ClientSecret,
            Secret = application.Secret,
            Authority = simulator.Endpoint,
            GraphEndpoint = simulator.Endpoint,
            PinnedServerCertificate = simulator.CertificateThumbprint,
        }, cancellationToken);

        narrator.Step("Add a repository: here a folder.", "Add-BackupRepository -Name Local -Path ./repository");
        Directory.CreateDirectory(repositoryPath);
        BackupRepository repository = await new RepositoryOperations(services)
            .AddAsync(new NewRepository("Local", new FolderStoreSettings(repositoryPath), null, null), cancellationToken);

        narrator.Step("Add a job for everybody's mail and OneDrive.", "Add-BackupJob -Name Everybody -Organization Contoso -Repository Local -Scope (New-BackupScope -WholeOrganization -Workload Mailbox, OneDrive)");
        var job = new BackupJob
        {
            Id = Guid.CreateVersion7(),
            Name = "Everybody",
            OrganizationId = organization.Id,
            RepositoryId = repository.Id,
            Scope = new BackupScope { WholeOrganization = true },
            Retry = new RetryPolicy(0, TimeSpan.Zero),
            CreatedAt = services.Clock.GetUtcNow(),
        };
        await new JobOperations(services).AddAsync(job, cancellationToken);
        return job;
    }

    private async Task<SessionReport> BackUpAsync(BackupServices services, BackupJob job, CancellationToken cancellationToken)
    {
        narrator.Step("Run the job.", "Start-BackupJob -Job Everybody");
        long start = services.Clock.GetTimestamp();
        BackupSession session = await new JobRunner(services, new SessionOptions()).RunAsync(new StartRequest(job, Full: false), new LogNarrator(narrator), cancellationToken);
        double seconds = services.Clock.GetElapsedTime(start).TotalSeconds;
        SessionStatistics moved = session.Statistics;
        narrator.Result(string.Create(CultureInfo.InvariantCulture,
            $"{session.Kind} session: {session.Status}, {moved.ItemsTransferred} items, {moved.BytesRead:N0} bytes read, {moved.BytesWritten:N0} written, {seconds:F1} s {session.Message}"));
        return new SessionReport(session.Kind.ToString() ?? "", session.Status.ToString(), moved.ItemsTransferred, moved.BytesRead, Math.Round(seconds, 3));
    }

    private async Task<IReadOnlyList<RestorePoint>> ListPointsAsync(BackupServices services, BackupJob job, CancellationToken cancellationToken)
    {
        narrator.Step("List the restore points.", "Get-RestorePoint -Job Everybody");
        var points = new List<RestorePoint>();
        await foreach (RestorePoint point in services.Configuration.RestorePoints.ListAsync(new() { JobId = job.Id }, cancellationToken))
            points.Add(point);
        points.Reverse();
        foreach (RestorePoint point in points)
            narrator.Result(string.Create(CultureInfo.InvariantCulture, $"{point.Sequence}: {point.Kind}, {point.Objects} objects, {point.Items} items, {point.Bytes:N0} bytes, {point.Gaps} gaps"));
        return points;
    }

    private async Task<RestorePointReport> ExportAsync(BackupServices services, RestorePoint point, TenantSnapshot truth, string folder, CancellationToken cancellationToken)
    {
        narrator.Step($"Export everything as of restore point {point.Sequence}.", $"Get-RestorePoint -Job Everybody | Where-Object Sequence -eq {point.Sequence} | Get-BackupItem | Export-BackupItem -Destination ./export");
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(services, point, cancellationToken);
        var comparison = new ExportComparison(truth);
        int exported = 0;
        IAsyncEnumerable<RestoreItem> items = explorer.FindAsync(new RestoreQuery { IncludeFolders = true }, cancellationToken);
        await foreach (ExportedItem item in new ItemExporter(explorer, new ExportOptions(folder)).ExportAsync(items, cancellationToken))
        {
            comparison.Compare(item);
            exported++;
        }
        bool identical = comparison.Finish();
        narrator.Result(identical ? $"{exported} items and folders exported, identical to what the source held then." : $"NOT identical: {string.Join("; ", comparison.Differences.Take(5))}");
        return new RestorePointReport(point.Id, point.Sequence, point.Kind.ToString(), point.Objects, point.Items, point.Bytes, exported, identical);
    }
}
