using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Operations;
using Veeam365.Backup.Tests.Repositories;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Jet;

/// <summary>A JET repository under everything that is done with repositories.</summary>
public sealed class JetWorldTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sessions_restore_points_and_exports_are_as_in_any_repository()
    {
        await using BackupWorld world = await CreateAsync();
        TenantSnapshot first = world.Tenant.Snapshot();
        await SucceedAsync(world);
        new RandomChanges(world.Tenant, 5).Apply(30);
        TenantSnapshot second = world.Tenant.Snapshot();
        SessionResult result = await SucceedAsync(world);
        Assert.Equal(SessionKind.Incremental, result.Session.Kind);

        IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();
        await world.AssertIdenticalAsync(points[0], first);
        await world.AssertIdenticalAsync(points[1], second);
    }

    [Fact]
    public async Task It_is_imported_with_its_restore_points_where_nothing_is_known_of_it()
    {
        await using BackupWorld world = await CreateAsync();
        TenantSnapshot truth = world.Tenant.Snapshot();
        await SucceedAsync(world);
        await using var other = new Disposing(await world.OpenOtherAsync());

        BackupRepository imported = await new RepositoryOperations(other.Services).AddAsync(new NewRepository("Found", Settings, null, null) { TakeOver = true }, default);

        Assert.Equal((await world.Services.Configuration.Repositories.FindAsync("Local", default))!.Id, imported.Id);
        Assert.Equal(Settings, imported.Store);
        List<RestorePoint> points = [];
        await foreach (RestorePoint point in other.Services.Configuration.RestorePoints.ListAsync(new RestorePointQuery(), default))
            points.Add(point);
        Assert.Single(points);
        await world.AssertIdenticalAsync(points[0], truth);
    }

    [Fact]
    public async Task Its_data_is_validated_and_what_is_missing_is_named_and_fetched_again()
    {
        await using BackupWorld world = await CreateAsync();
        await SucceedAsync(world);
        BackupRepository repository = (await world.Services.Configuration.Repositories.FindAsync("Local", default))!;
        var care = new RepositoryCareOperations(world.Services);
        RepositoryCareResult intact = await care.RunAsync(repository, new VerificationRequest(), null, static _ => { }, default);
        Assert.True(intact.Report.Succeeded);

        await using (RepositoryConnection connection = await RepositoryConnection.OpenAsync(world.Services, repository, default))
        {
            var store = ((Core.Repositories.ObjectStorage.ObjectStorageRepository)connection.Repository).Store;
            await foreach (var pack in store.ListAsync("packs/", null, default))
            {
                await store.DeleteAsync(pack.Key, default);
                break;
            }
        }

        RepositoryCareResult damaged = await care.RunAsync(repository, new VerificationRequest(), static _ => Task.FromResult(true), static _ => { }, default);
        Assert.NotEmpty(damaged.Items);
        TenantSnapshot truth = world.Tenant.Snapshot();
        await SucceedAsync(world);
        RestorePoint newest = (await world.ListPointsAsync())[^1];
        await world.AssertIdenticalAsync(newest, truth);
        RepositoryCareResult after = await care.RunAsync(repository, new VerificationRequest(), null, static _ => { }, default);
        Assert.DoesNotContain(after.Items, i => i.Item.Points.Any(p => p.Id == newest.Id));
    }

    [Fact]
    public async Task What_the_place_needs_to_do_is_tested_and_told()
    {
        await using BackupWorld world = await CreateAsync();
        BackupRepository repository = (await world.Services.Configuration.Repositories.FindAsync("Local", default))!;
        RepositoryTestResult result = await new RepositoryOperations(world.Services).TestAsync(repository, default);
        Assert.True(result.Succeeded, string.Join(' ', result.Checks.Where(c => !c.Succeeded).Select(c => c.Message)));
    }

    [Theory]
    [InlineData("p", null, "Repository.JetNotEncrypted")]
    [InlineData(null, 7, "Repository.ImmutabilityUnsupported")]
    public async Task What_it_cannot_be_is_refused_with_the_reason_and_nothing_is_left_behind(string? password, int? immutableDays, string id)
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(static _ => { });
        RepositorySettings settings = new() { Immutability = immutableDays is { } days ? new ImmutabilityPolicy(ImmutabilityMode.Governance, days) : null };

        BackupException error = await Assert.ThrowsAnyAsync<BackupException>(
            () => new RepositoryOperations(world.Services).AddAsync(new NewRepository("Jet", Settings, null, password) { Settings = settings }, default));

        Assert.Equal(id, error.ErrorId);
        Assert.Null(await world.Services.Configuration.Repositories.FindAsync("Jet", default));
        Assert.Empty(Directory.GetFiles(_folder.Root, "*.adb", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_folder_with_other_files_is_not_used()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Root, "letter.txt"), "x");
        await using BackupWorld world = await BackupWorld.CreateAsync(static _ => { });
        ConflictException error = await Assert.ThrowsAsync<ConflictException>(() => new RepositoryOperations(world.Services).AddAsync(new NewRepository("Jet", Settings, null, null), default));
        Assert.Equal("Repository.Occupied", error.ErrorId);
    }

    private JetStoreSettings Settings => EsentEngine.SettingsOf(_folder.Root);

    private Task<BackupWorld> CreateAsync() => BackupWorld.CreateAsync(
        static t => RandomChanges.Fill(t, users: 3, messages: 30, files: 10), places: new WorldPlaces { Store = Settings });

    private static async Task<SessionResult> SucceedAsync(BackupWorld world)
    {
        SessionResult result = await world.BackUpAsync();
        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        return result;
    }
}
