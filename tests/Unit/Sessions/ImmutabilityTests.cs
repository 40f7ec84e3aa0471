using Amazon.S3;
using Amazon.S3.Model;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.Stores;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Repositories;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Immutability on a bucket with Object Lock; what is locked is read back through the S3 API.</summary>
public sealed class ImmutabilityTests(S3LockedBucket bucket) : IClassFixture<S3LockedBucket>
{
    private const int Days = 14;
    private static readonly TimeSpan Generation = TimeSpan.FromDays(10);
    private readonly ShiftedClock _clock = new();
    private S3StoreSettings _place = null!;

    [Fact]
    public async Task All_that_a_restore_point_needs_is_locked_as_long_as_it_says_also_what_earlier_sessions_wrote()
    {
        await using BackupWorld world = await CreateAsync(password: "p");
        for (int session = 0; session < 3; session++)
        {
            RestorePoint point = await BackUpAsync(world);

            Assert.InRange(point.ImmutableUntil!.Value - _clock.GetUtcNow(), TimeSpan.FromDays(Days) - TimeSpan.FromMinutes(5), TimeSpan.FromDays(Days) + Generation);
            Dictionary<string, DateTimeOffset?> locks = await LocksAsync();
            Assert.Contains(locks.Keys, k => k.StartsWith("packs/", StringComparison.Ordinal));
            Assert.Contains("repository.json", locks.Keys);
            Assert.Contains("critical/repository.json", locks.Keys);
            // Nothing is ever removed here and nothing merged yet: everything that is there is needed.
            Assert.All(locks, l => Assert.True(l.Value >= point.ImmutableUntil, $"{l.Key} is locked until {l.Value}, the restore point until {point.ImmutableUntil}."));
            RestorePoint listed = (await world.Services.Configuration.RestorePoints.FindAsync(point.Id, CancellationToken.None))!;
            Assert.Equal(point.ImmutableUntil, listed.ImmutableUntil);
            AddMail(world, session);
            _clock.Shift += session == 0 ? TimeSpan.FromMinutes(1) : Generation;
        }
    }

    [Fact]
    public async Task Data_of_another_job_that_a_restore_point_shares_is_locked_as_long_too()
    {
        await using BackupWorld world = await CreateAsync();
        await BackUpAsync(world);
        _clock.Shift += Generation;
        BackupJob other = world.Job with { Id = Guid.CreateVersion7(), Name = "Other" };
        await new JobOperations(world.Services).AddAsync(other, CancellationToken.None);

        SessionResult result = await new SessionRunner(world.Services, world.Options).RunAsync(new StartRequest(other, false), 1, new NullSessionObserver(), CancellationToken.None);

        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        DateTimeOffset until = result.RestorePoint!.ImmutableUntil!.Value;
        Dictionary<string, DateTimeOffset?> locks = await LocksAsync();
        // The large file is in the first job's packs.
        Assert.All(locks.Where(l => l.Key.StartsWith("packs/", StringComparison.Ordinal) || l.Key.StartsWith("index/", StringComparison.Ordinal)), l => Assert.True(l.Value >= until, l.Key));
    }

    [Fact]
    public async Task A_session_that_cannot_lengthen_locks_commits_nothing_and_the_next_one_succeeds()
    {
        await using BackupWorld world = await CreateAsync();
        await BackUpAsync(world);
        AddMail(world, 1);
        _clock.Shift += Generation;
        world.Use(new ObjectStorageRepositoryFactory(
            new DecoratingStoreFactory(store => new FaultyStore(store) { Before = (call, key) => Refuse(call, key) }), _clock));

        SessionResult failed = await world.BackUpAsync();
        world.Use(new ObjectStorageRepositoryFactory(new ObjectStoreFactory(), _clock));
        RestorePoint next = await BackUpAsync(world);

        Assert.Equal(SessionStatus.Failed, failed.Session.Status);
        Assert.Equal("Repository.AccessDenied", failed.Error!.ErrorId);
        Assert.Equal(2, (await world.ListPointsAsync()).Count);
        await world.AssertIdenticalAsync(next, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task Locked_packs_and_restore_points_cannot_be_deleted_and_deleting_them_behind_our_back_hides_nothing()
    {
        await using BackupWorld world = await CreateAsync();
        TenantSnapshot truth = world.Tenant.Snapshot();
        RestorePoint point = await BackUpAsync(world);
        await using S3Store store = new(_place, bucket.Server.Secret, new StoreCapabilities(ConditionalPut: false, StoredChecksum: false, ChecksumOnPut: false, ObjectLock: true, Versioned: true));
        foreach (string folder in new[] { "packs/", "points/" })
        {
            StoredObject locked = await store.ListAsync(folder, null, CancellationToken.None).FirstAsync();
            RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(() => store.DeleteAsync(locked.Key, CancellationToken.None));
            Assert.Equal("Repository.ObjectLocked", error.ErrorId);
        }
        using (AmazonS3Client attacker = bucket.Server.CreateClient())
        {
            foreach (string key in (await bucket.ReadLocksAsync(_place)).Keys)
                await attacker.DeleteObjectAsync(bucket.Name, $"{_place.Prefix}/{key}");
            Assert.Empty((await attacker.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket.Name, Prefix = _place.Prefix })).S3Objects ?? []);
        }
        await world.Services.Configuration.Caches.RemoveAsync(world.Job.RepositoryId, CancellationToken.None);

        await world.AssertIdenticalAsync(point, truth);
        AddMail(world, 1);
        await world.AssertIdenticalAsync(await BackUpAsync(world), world.Tenant.Snapshot());
    }

    [Fact]
    public async Task Immutability_that_is_switched_on_later_covers_what_is_there_and_is_only_ever_lengthened()
    {
        await using BackupWorld world = await CreateAsync(settings: new RepositorySettings());
        Assert.Null((await BackUpAsync(world)).ImmutableUntil);
        BackupRepository repository = await RepositoryAsync(world);
        var operations = new RepositoryOperations(world.Services);

        repository = await operations.SetAsync(repository, new RepositoryChange { ImmutableDays = 5 }, _ => { }, CancellationToken.None);
        RestorePoint point = await BackUpAsync(world);

        Assert.Equal(new ImmutabilityPolicy(ImmutabilityMode.Governance, 5), (await RepositoryAsync(world)).Settings.Immutability);
        Assert.All(await LocksAsync(), l => Assert.True(l.Value >= point.ImmutableUntil, l.Key));
        foreach ((RepositoryChange change, string id) in new[]
        {
            (new RepositoryChange { ImmutableDays = 4 }, "Repository.ImmutabilityOnlyLonger"),
            (new RepositoryChange { ImmutabilityMode = ImmutabilityMode.Compliance }, "Repository.ImmutabilityModeFixed"),
            (new RepositoryChange { ImmutableDays = 0 }, "Repository.InvalidImmutability"),
        })
        {
            InvalidSettingException error = await Assert.ThrowsAsync<InvalidSettingException>(() => operations.SetAsync(repository, change, _ => { }, CancellationToken.None));
            Assert.Equal(id, error.ErrorId);
        }
        Assert.Equal(6, (await operations.SetAsync(repository, new RepositoryChange { ImmutableDays = 6 }, _ => { }, CancellationToken.None)).Settings.Immutability!.Days);
    }

    [Fact]
    public async Task Retention_takes_nothing_that_is_locked_even_when_our_clock_runs_ahead_and_frees_it_once_its_time_is_over()
    {
        await using BackupWorld world = await CreateAsync();
        world.Use(_clock);
        var truths = new List<TenantSnapshot>();
        for (int session = 0; session < 3; session++)
        {
            truths.Add(world.Tenant.Snapshot());
            await BackUpAsync(world);
            AddMail(world, session);
        }
        var retention = new RetentionOperations(world.Services);
        IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();
        ConflictException error = await Assert.ThrowsAsync<ConflictException>(() => retention.EnsureRemovableAsync(points[0], CancellationToken.None));
        Assert.Equal("RestorePoint.Immutable", error.ErrorId);
        Assert.Empty((await OptimizeAsync(world)).Removed);

        // Four years by our clock, which lets the policy of three years take all but the newest; the server's says otherwise.
        _clock.Shift = TimeSpan.FromDays(4 * 366);
        RetentionResult locked = await OptimizeAsync(world);

        Assert.Empty(locked.Removed);
        Assert.Equal([1, 2], locked.Kept.Select(p => p.Sequence).Order());
        Assert.Equal(0, locked.PacksFreed);
        await AssertAllAsync(world, points, truths);
        await ReleaseLocksAsync();
        RetentionResult free = await OptimizeAsync(world);

        Assert.Equal([1, 2], free.Removed.Select(p => p.Sequence).Order());
        Assert.Empty(free.Kept);
        await AssertAllAsync(world, [points[2]], [truths[2]]);
        await world.AssertIdenticalAsync(await BackUpAsync(world), world.Tenant.Snapshot());
    }

    private static async Task<RetentionResult> OptimizeAsync(BackupWorld world) => await new RetentionOperations(world.Services).OptimizeAsync(
        await RepositoryAsync(world), new OptimizationOptions { Grace = TimeSpan.Zero }, progress: null, CancellationToken.None);

    private static async Task AssertAllAsync(BackupWorld world, IReadOnlyList<RestorePoint> points, List<TenantSnapshot> truths)
    {
        Assert.Equal(points.Select(p => p.Id), (await world.ListPointsAsync()).Select(p => p.Id));
        for (int i = 0; i < points.Count; i++)
            await world.AssertIdenticalAsync(points[i], truths[i]);
    }

    /// <summary>What time does: locks end. Governance lets whoever may bypass it shorten them.</summary>
    private async Task ReleaseLocksAsync()
    {
        using AmazonS3Client client = bucket.Server.CreateClient();
        DateTime soon = DateTime.UtcNow.AddSeconds(2);
        var versions = (await client.ListVersionsAsync(new ListVersionsRequest { BucketName = bucket.Name, Prefix = _place.Prefix + "/" })).Versions;
        foreach (S3ObjectVersion version in versions.Where(v => v.IsDeleteMarker != true))
        {
            await client.PutObjectRetentionAsync(new PutObjectRetentionRequest
            {
                BucketName = bucket.Name,
                Key = version.Key,
                VersionId = version.VersionId,
                BypassGovernanceRetention = true,
                Retention = new ObjectLockRetention { Mode = ObjectLockRetentionMode.Governance, RetainUntilDate = soon },
            });
        }
        await Task.Delay(TimeSpan.FromSeconds(3));
    }

    private static void AddMail(BackupWorld world, int seed) => world.Tenant.AddSyntheticMailbox("user0@contoso.example", "inbox", 5, seed: seed + 70);

    private static async Task<RestorePoint> BackUpAsync(BackupWorld world)
    {
        SessionResult result = await world.BackUpAsync();
        Assert.True(result.Session.Status == SessionStatus.Success, $"{result.Session.Message} {result.Error}");
        return result.RestorePoint!;
    }

    private static async Task<BackupRepository> RepositoryAsync(BackupWorld world) =>
        (await world.Services.Configuration.Repositories.FindAsync(world.Job.RepositoryId.ToString(), CancellationToken.None))!;

    private static void Refuse(string call, string key)
    {
        if (call == "lock" && key.StartsWith("packs/", StringComparison.Ordinal))
            throw StoreFault.AccessDenied("the bucket", "lock", new IOException());
    }

    private async Task<Dictionary<string, DateTimeOffset?>> LocksAsync() =>
        (await bucket.ReadLocksAsync(_place)).Where(l => RepositoryLayout.IsNeededToRead(l.Key)).ToDictionary();

    private Task<BackupWorld> CreateAsync(string? password = null, RepositorySettings? settings = null)
    {
        _place = bucket.NewPlace();
        return BackupWorld.CreateAsync(
            t =>
            {
                RandomChanges.Fill(t, users: 1, messages: 10, files: 2);
                t.AddFile("user0@contoso.example", "root", "large.bin", RepositoryBench.RandomBytes(1 << 20, 1));
            },
            password,
            places: new WorldPlaces
            {
                Store = _place,
                StoreSecret = bucket.Server.Secret,
                Settings = settings ?? new RepositorySettings { Immutability = new ImmutabilityPolicy(ImmutabilityMode.Governance, Days) },
                Repositories = new ObjectStorageRepositoryFactory(new ObjectStoreFactory(), _clock),
            });
    }
}
