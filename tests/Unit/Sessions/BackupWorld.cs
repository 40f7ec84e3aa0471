using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>A simulated organization, an embedded configuration, a folder repository and a job: the real parts, end to end.</summary>
internal sealed class BackupWorld : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private BackupWorld(GraphSimulator simulator) => Simulator = simulator;

    public GraphSimulator Simulator { get; }

    public SimulatedTenant Tenant => Simulator.Tenant;

    public BackupServices Services { get; private set; } = null!;

    public BackupJob Job { get; private set; } = null!;

    public string Configuration => _folder.Sub("configuration");

    public string RepositoryPath => _folder.Sub("repository");

    public SessionOptions Options { get; set; } = new() { Heartbeat = TimeSpan.FromMilliseconds(200) };

    public static async Task<BackupWorld> CreateAsync(
        Action<SimulatedTenant> fill, string? password = null, BackupScope? scope = null, GraphSimulatorOptions? options = null, WorldPlaces? places = null)
    {
        places ??= new WorldPlaces();
        var world = new BackupWorld(await GraphSimulator.StartAsync(options ?? new GraphSimulatorOptions()));
        fill(world.Tenant);
        string? keyFile = places.Configuration is null ? null : world._folder.Sub("secrets.key");
        world.Services = await BackupServicesFactory.OpenAsync(places.Configuration ?? world.Configuration, keyFile, CancellationToken.None);
        if (places.Repositories is { } repositories)
            world.Use(repositories);
        Organization organization = await new OrganizationOperations(world.Services).AddAsync(world.DescribeOrganization("Contoso"), CancellationToken.None);
        Directory.CreateDirectory(world.RepositoryPath);
        BackupRepository repository = await new RepositoryOperations(world.Services)
            .AddAsync(new NewRepository("Local", places.Store ?? new FolderStoreSettings(world.RepositoryPath), places.StoreSecret, password) { Settings = places.Settings ?? new RepositorySettings() }, CancellationToken.None);
        world.Job = new BackupJob
        {
            Id = Guid.CreateVersion7(),
            Name = "Everybody",
            OrganizationId = organization.Id,
            RepositoryId = repository.Id,
            Scope = scope ?? new BackupScope { WholeOrganization = true },
            Retry = new RetryPolicy(0, TimeSpan.Zero),
            CreatedAt = DateTimeOffset.UtcNow,
        };
        await new JobOperations(world.Services).AddAsync(world.Job, CancellationToken.None);
        return world;
    }

    /// <summary>From now on sessions reach repositories through this.</summary>
    public void Use(IRepositoryFactory repositories) => Services = Services with { Repositories = repositories };

    /// <summary>Another configuration, as on another machine; it knows nothing yet.</summary>
    public Task<BackupServices> OpenOtherAsync(string name = "other") => BackupServicesFactory.OpenAsync(NewFolder(name), null, CancellationToken.None);

    /// <summary>From now on sessions reach the organization through this.</summary>
    public void Use(IOrganizationSourceFactory sources) => Services = Services with { Sources = sources };

    /// <summary>From now on sessions go by this clock.</summary>
    public void Use(TimeProvider clock) => Services = Services with { Clock = clock };

    /// <summary>A folder of the test's own, removed with the world.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(_folder.Sub(name)).FullName;

    public NewOrganization DescribeOrganization(string name) => new()
    {
        Name = name,
        TenantId = Tenant.TenantId,
        ClientId = Tenant.Application.ClientId,
        CredentialKind = CredentialKind.ClientSecret,
        Secret = Tenant.Application.Secret,
        Authority = Simulator.Endpoint,
        GraphEndpoint = Simulator.Endpoint,
        PinnedServerCertificate = Simulator.CertificateThumbprint,
    };

    public Task<SessionResult> BackUpAsync(bool full = false, ISessionObserver? observer = null, CancellationToken cancellationToken = default) =>
        new SessionRunner(Services, Options).RunAsync(new StartRequest(Job, full), 1, observer ?? new NullSessionObserver(), cancellationToken);

    /// <summary>The job has another scope from now on.</summary>
    public async Task ScopeAsync(BackupScope scope)
    {
        Job = Job with { Scope = scope };
        await new JobOperations(Services).SetAsync(Job, CancellationToken.None);
    }

    /// <summary>Restore points, oldest first.</summary>
    public async Task<IReadOnlyList<RestorePoint>> ListPointsAsync()
    {
        var points = new List<RestorePoint>();
        await foreach (RestorePoint point in Services.Configuration.RestorePoints.ListAsync(new() { JobId = Job.Id }, CancellationToken.None))
            points.Add(point);
        points.Reverse();
        return points;
    }

    /// <summary>Reads every item of the restore point back and lists what differs from the truth; empty when they are identical.</summary>
    public async Task<IReadOnlyList<string>> CompareAsync(RestorePoint point, TenantSnapshot truth, bool versions = false)
    {
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(Services, point, CancellationToken.None);
        return await TruthComparison.RunAsync(explorer, truth, versions);
    }

    /// <summary>Fails with the first differences when the restore point is not what the source held.</summary>
    public async Task AssertIdenticalAsync(RestorePoint point, TenantSnapshot truth)
    {
        IReadOnlyList<string> differences = await CompareAsync(point, truth);
        Assert.True(differences.Count == 0, $"{differences.Count} differences: {string.Join(Environment.NewLine, differences.Take(5))}");
    }

    public async ValueTask DisposeAsync()
    {
        if (Services is not null)
            await Services.Configuration.DisposeAsync();
        await Simulator.DisposeAsync();
        _folder.Dispose();
    }
}
