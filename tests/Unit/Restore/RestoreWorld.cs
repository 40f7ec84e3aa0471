using System.Collections.Concurrent;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>A backed-up organization, and an application of it that may write.</summary>
internal sealed class RestoreWorld : IAsyncDisposable
{
    public const string User = "anna@contoso.example";

    private RestoreWorld(BackupWorld world) => World = world;

    public BackupWorld World { get; }

    public SimulatedTenant Tenant => World.Tenant;

    public GraphSimulator Simulator => World.Simulator;

    public SimulatedUser Anna => Tenant.User(User);

    /// <summary>The site of Human Resources.</summary>
    public SimulatedSite Site => Tenant.Sites.Single(s => s.WebUrl.EndsWith("/sites/hr", StringComparison.Ordinal));

    public RestorePoint Point { get; private set; } = null!;

    /// <summary>What the source held when it was backed up.</summary>
    public TenantSnapshot Truth { get; private set; } = null!;

    public SimulatedApplication Application { get; private set; } = null!;

    public RestoreCredential Credential => new(new RestoreApplication(Application.ClientId, CredentialKind.ClientSecret), Application.Secret);

    /// <summary>Fills a tenant that has one user, Anna, and backs it up.</summary>
    public static async Task<RestoreWorld> CreateAsync(Action<SimulatedUser> fill, GraphSimulatorOptions? options = null, string? configuration = null)
    {
        return await StartAsync(BackupWorld.CreateAsync(
            tenant => fill(tenant.AddUser(new NewUser(User) { HasArchive = true })),
            scope: new BackupScope { WholeOrganization = true, Workloads = UserWorkloads.All },
            options: options,
            places: new WorldPlaces { Configuration = configuration }));
    }

    /// <summary>Fills a tenant and backs up these workloads of it.</summary>
    public static Task<RestoreWorld> CreateOfAsync(Action<SimulatedTenant> fill, IReadOnlyList<Workload> workloads, bool fileVersions = false, GraphSimulatorOptions? options = null) => StartAsync(
        BackupWorld.CreateAsync(fill, scope: new BackupScope { WholeOrganization = true, Workloads = workloads, FileVersions = fileVersions }, options: options));

    private static async Task<RestoreWorld> StartAsync(Task<BackupWorld> creating)
    {
        var world = new RestoreWorld(await creating);
        await world.BackUpAsync();
        world.Application = world.Tenant.AddApplication(SimulatedTenant.RestorePermissions);
        return world;
    }

    public async Task BackUpAsync()
    {
        Truth = Tenant.Snapshot();
        SessionResult result = await World.BackUpAsync();
        Assert.Equal(SessionStatus.Success, result.Session.Status);
        Point = result.RestorePoint!;
    }

    public RestoreRequest Request(CollisionRule collision = CollisionRule.Skip) => new() { Point = Point, Collision = collision };

    public async Task<RestoreOutcome> RestoreAsync(RestoreRequest request, RestoreCredential? credential = null, Action<RestoredItem>? onItem = null, CancellationToken cancellationToken = default)
    {
        var observer = new Observer(onItem);
        var services = World.Services with { Targets = new GraphOrganizationTargetFactory(SourceFixture.Impatient) };
        RestoreSession session = await new RestoreRunner(services, new RestoreOptions { Heartbeat = TimeSpan.FromMilliseconds(100) })
            .RunAsync(request, credential ?? Credential, observer, cancellationToken);
        return new RestoreOutcome(session, [.. observer.Items]);
    }

    /// <summary>Restores and fails when an item did.</summary>
    public Task<RestoreOutcome> RestoreWellAsync(CollisionRule collision = CollisionRule.Skip) => RestoreWellAsync(Request(collision));

    /// <summary>Restores and fails when an item did.</summary>
    public async Task<RestoreOutcome> RestoreWellAsync(RestoreRequest request)
    {
        RestoreOutcome outcome = await RestoreAsync(request);
        Assert.Empty(outcome.Items.Where(i => i.Error is not null).Select(i => $"{i.Item.Version.Name}: {i.Error!.Message} {i.Error.InnerException?.Message}"));
        Assert.Equal(SessionStatus.Success, outcome.Session.Status);
        return outcome;
    }

    /// <summary>What a restore would do, as -WhatIf tells it.</summary>
    public Task<RestorePlan> PlanAsync(RestoreRequest? request = null) => new RestoreRunner(World.Services).PlanAsync(request ?? Request(), CancellationToken.None);

    /// <summary>Items of the restore point, for being restored one by one.</summary>
    public async Task<IReadOnlyList<RestoreItem>> FindAsync(RestoreQuery query)
    {
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(World.Services, Point, CancellationToken.None);
        return await explorer.FindAsync(query, CancellationToken.None).ToListAsync();
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();

    private sealed class Observer(Action<RestoredItem>? onItem) : IRestoreObserver
    {
        public ConcurrentQueue<RestoredItem> Items { get; } = new();

        public void OnItem(RestoredItem item)
        {
            Items.Enqueue(item);
            onItem?.Invoke(item);
        }

        public void OnLog(SessionLogEntry entry)
        {
        }

        public void OnProgress(RestoreProgress progress)
        {
        }
    }
}
