using Amazon.S3;
using Amazon.S3.Model;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>A bucket with Object Lock keeps versions: the same contract holds, and what is deleted behind our back is still read.</summary>
public sealed class VersionedS3StoreTests(S3LockedBucket bucket) : StoreConformance, IClassFixture<S3LockedBucket>
{
    private static readonly StoreCapabilities Known = new(ConditionalPut: false, StoredChecksum: false, ChecksumOnPut: false, ObjectLock: true, Versioned: true);

    [Fact]
    public async Task A_deleted_object_leaves_no_version()
    {
        S3StoreSettings place = bucket.NewPlace();
        await using S3Store store = Open(place);
        await store.PutAsync(PutRequest.Of("a", new byte[] { 1 }), default);
        await store.PutAsync(PutRequest.Of("a", new byte[] { 2 }), default);
        await store.PutAsync(PutRequest.Of("ab", new byte[] { 3 }), default);
        await HideAsync(place, "a");

        await store.DeleteAsync("a", default);

        using AmazonS3Client client = bucket.Server.CreateClient();
        ListVersionsResponse left = await client.ListVersionsAsync(new ListVersionsRequest { BucketName = bucket.Name, Prefix = place.Prefix });
        Assert.Equal($"{place.Prefix}/ab", Assert.Single(left.Versions).Key);
    }

    [Fact]
    public async Task A_delete_marker_hides_nothing_from_us()
    {
        S3StoreSettings place = bucket.NewPlace();
        await using S3Store store = Open(place);
        foreach (string key in new[] { "points/a", "points/b", "points/c" })
            await store.PutAsync(PutRequest.Of(key, new byte[] { 1, 2, 3 }), default);
        await HideAsync(place, "points/b");

        Assert.Equal([1, 2, 3], await store.ReadWholeAsync("points/b", 100, default));
        Assert.Equal(3, (await store.HeadAsync("points/b", default))!.Size);
        List<string> keys = [];
        await foreach (StoredObject found in store.ListAsync("points/", "points/a", default))
            keys.Add(found.Key);
        Assert.Equal(["points/b", "points/c"], keys);
        await using S3Store unknown = new(place, bucket.Server.Secret, null);
        Assert.Equal([1, 2, 3], await unknown.ReadWholeAsync("points/b", 100, default));
    }

    [Theory]
    [InlineData(ImmutabilityMode.Governance)]
    [InlineData(ImmutabilityMode.Compliance)]
    public async Task A_locked_object_cannot_be_deleted_and_its_lock_is_only_lengthened(ImmutabilityMode mode)
    {
        await using S3Store store = Open(bucket.NewPlace());
        ObjectLock first = new(mode, DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3600));
        ObjectLock longer = first with { Until = first.Until.AddDays(1) };
        await store.PutAsync(PutRequest.Of("a", new byte[] { 1 }) with { Lock = first }, default);
        Assert.Equal(first, await store.FindLockAsync("a", default));

        await store.ExtendLockAsync("a", longer, default);
        await store.ExtendLockAsync("a", first, default);

        Assert.Equal(longer, await store.FindLockAsync("a", default));
        RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(() => store.DeleteAsync("a", default));
        Assert.Equal("Repository.ObjectLocked", error.ErrorId);
        Assert.Equal([1], await store.ReadWholeAsync("a", 10, default));
    }

    [Fact]
    public async Task An_object_without_a_lock_has_none_and_can_get_one_also_when_it_is_hidden()
    {
        S3StoreSettings place = bucket.NewPlace();
        await using S3Store store = Open(place);
        await store.PutAsync(PutRequest.Of("a", new byte[] { 1 }), default);
        Assert.Null(await store.FindLockAsync("a", default));
        await HideAsync(place, "a");
        ObjectLock wanted = new(ImmutabilityMode.Governance, DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3600));

        await store.ExtendLockAsync("a", wanted, default);

        Assert.Equal(wanted, await store.FindLockAsync("a", default));
        await Assert.ThrowsAsync<StoreObjectMissingException>(() => store.ExtendLockAsync("none", wanted, default));
        await Assert.ThrowsAsync<StoreObjectMissingException>(() => store.FindLockAsync("none", default));
    }

    [Fact]
    public async Task The_probes_find_versions_and_locks()
    {
        await using S3Store store = new(bucket.NewPlace(), bucket.Server.Secret, null);
        Assert.True((await new StoreProbe(store).RunAsync(default)).Capabilities.Versioned);
        await new LockProbe(store, "place").RunAsync(ImmutabilityMode.Compliance, default);
        await using S3Store unlocked = new(bucket.Server.Settings(await bucket.Server.CreateBucketAsync()), bucket.Server.Secret, null);
        Assert.False((await new StoreProbe(unlocked).RunAsync(default)).Capabilities.Versioned);
        RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(() => new LockProbe(unlocked, "place").RunAsync(ImmutabilityMode.Governance, default));
        Assert.Equal("Repository.ImmutabilityUnsupported", error.ErrorId);
    }

    internal override Task<IObjectStore> OpenAsync() => Task.FromResult<IObjectStore>(Open(bucket.NewPlace()));

    private S3Store Open(S3StoreSettings place) => new(place, bucket.Server.Secret, Known);

    private async Task HideAsync(S3StoreSettings place, string key)
    {
        using AmazonS3Client client = bucket.Server.CreateClient();
        await client.DeleteObjectAsync(bucket.Name, $"{place.Prefix}/{key}");
    }
}
