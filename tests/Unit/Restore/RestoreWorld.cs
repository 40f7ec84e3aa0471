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

    public RestorePoint Point { get; private set; } = null!;

    /// <summary>What the source held when it was backed up.</summary>
    public TenantSnapshot Truth { get; private set; } = null!;

    public SimulatedApplication Application { get; private set; } = null!;

    public RestoreCredential Credential => new(new RestoreApplication(Application.ClientId, CredentialKind.ClientSecret), Application.Secret);

    /// <summary>Fills a tenant that has one user, Anna, and backs it up.</summary>
    public static async Task<RestoreWorld> CreateAsync(Action<SimulatedUser> fill, GraphSimulatorOptions? options = null, string? configuration = null)
    {
        var world = new RestoreWorld(await BackupWorld.CreateAsync(
            tenant => fill(tenant.AddUser(new NewUser(User) { HasArchive = true })),
            scope: new BackupScope { WholeOrganization = true, Workloads = UserWorkloads.All },
            options: options,
            places: new WorldPlaces { Configuration = configuration }));
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
    public async Task<RestoreOutcome> RestoreWellAsync(CollisionRule collision = CollisionRule.Skip)
    {
        RestoreOutcome outcome = await RestoreAsync(Request(collision));
        Assert.Empty(outcome.Items.Where(i => i.Error is not null).Select(i => $"{i.Item.Version.Name}: {i.Error!.Message} {i.Error.InnerException?.Message}"));
        Assert.Equal(SessionStatus.Success, outcome.Session.Status);
        return outcome;
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
