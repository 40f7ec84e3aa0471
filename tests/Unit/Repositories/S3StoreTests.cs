using System.Buffers;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;
using Veeam365.Backup.Core.Repositories.Stores;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Repositories;

public sealed class S3StoreTests(S3Bucket bucket) : StoreConformance, IClassFixture<S3Bucket>
{
    [Fact]
    public async Task A_missing_bucket_is_said_to_be_missing()
    {
        await using S3Store store = new(bucket.Server.Settings("no-such-bucket"), bucket.Server.Secret, null);
        await AssertFailsAsync("Repository.PlaceMissing", () => store.PutAsync(PutRequest.Of("a", new byte[] { 1 }), default));
        await AssertFailsAsync("Repository.PlaceMissing", async () => await store.ListAsync("", null, default).GetAsyncEnumerator().MoveNextAsync());
    }

    [Fact]
    public async Task A_wrong_key_or_secret_is_told_apart_from_a_missing_right()
    {
        await using S3Store wrongSecret = new(bucket.NewPlace(), "wrong", null);
        await AssertFailsAsync("Repository.WrongCredential", () => wrongSecret.PutAsync(PutRequest.Of("a", new byte[] { 1 }), default));
        await using S3Store wrongKey = new(bucket.NewPlace() with { AccessKey = "NOBODY" }, bucket.Server.Secret, null);
        await AssertFailsAsync("Repository.WrongCredential", () => wrongKey.PutAsync(PutRequest.Of("a", new byte[] { 1 }), default));
    }

    [Fact]
    public async Task A_bucket_that_may_not_be_written_says_so()
    {
        using (Amazon.S3.AmazonS3Client client = bucket.Server.CreateClient())
        {
            string locked = await bucket.Server.CreateBucketAsync();
            string policy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::{{locked}}/*"}]}""";
            await client.PutBucketPolicyAsync(locked, policy);
            RepositoryException error = await AssertFailsAsync(
                "Repository.AccessDenied",
                () => new ObjectStorageRepositoryFactory().CreateAsync(Guid.NewGuid(), bucket.Server.Settings(locked), new RepositorySettings(), new RepositoryCredential(bucket.Server.Secret, null), default));
            Assert.NotEmpty(error.RecommendedAction);
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_passing_fault()
    {
        await using S3Store store = new(bucket.NewPlace() with { ServiceUrl = new Uri("http://127.0.0.1:1") }, bucket.Server.Secret, null);
        RepositoryException error = await AssertFailsAsync("Repository.Unreachable", () => store.HeadAsync("a", default));
        Assert.True(StoreFault.IsTransient(error));
    }

    [Fact]
    public async Task Bytes_that_do_not_match_their_hash_never_count_as_stored()
    {
        // Some servers refuse them, others do not look: then reading back shows it.
        await using S3Store store = new(bucket.NewPlace(), bucket.Server.Secret, null);
        PutRequest wrong = PutRequest.Of("a", new byte[] { 2 }) with { Content = new ReadOnlySequence<byte>([1]) };
        await AssertFailsAsync("Repository.ArrivedDamaged", () => new VerifiedStore(store).PutAsync(wrong, default));
    }

    [Fact]
    public async Task The_probe_finds_what_the_server_does()
    {
        await using S3Store store = new(bucket.NewPlace(), bucket.Server.Secret, null);
        ProbeResult found = await new StoreProbe(store).RunAsync(default);
        Assert.True(found.Capabilities.ConditionalPut);
        await foreach (StoredObject _ in store.ListAsync("", null, default))
            Assert.Fail("The probe left something.");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("pass")]
    public async Task A_repository_in_a_bucket_is_written_and_read_back(string? password)
    {
        S3StoreSettings place = bucket.NewPlace();
        RepositoryCredential credential = new(bucket.Server.Secret, password);
        ObjectStorageRepositoryFactory factory = new();
        Assert.True((await factory.TestAsync(place, credential, default)).Succeeded);
        await factory.CreateAsync(Guid.NewGuid(), place, new RepositorySettings(), credential, default);
        byte[][] contents = [[], [1], RepositoryBench.RandomBytes(5 << 20, 1), RepositoryBench.RandomBytes(40 << 20, 2)];
        SegmentReference segment;
        StoredRestorePoint point;
        await using (IBackupRepository repository = await factory.OpenAsync(place, credential, default))
        await using (IRepositoryWriter writer = repository.CreateWriter(new MemoryChunkCatalog(), new RepositoryWriterOptions()))
        {
            segment = await RepositoryBench.WriteAsync(writer, "u", contents);
            point = await writer.CommitAsync(RepositoryBench.Point(1, null, segment), default);
            await Assert.ThrowsAsync<ConflictException>(() => writer.CommitAsync(RepositoryBench.Point(1, null, segment), default));
        }

        await using IBackupRepository again = await factory.OpenAsync(place, credential, default);
        int i = 0;
        await foreach (ChangeRecord record in again.ReadSegmentAsync(segment, default))
            Assert.Equal(contents[i++], await RepositoryBench.ReadAllAsync(await again.OpenContentAsync(((ChangeRecord.Upserted)record).Version.Content!, default)));
        Assert.Equal(contents.Length, i);
        await foreach (StoredRestorePoint found in again.ListRestorePointsAsync(RepositoryBench.JobId, 0, default))
            Assert.Equal(point.Hash, found.Hash);
        Assert.True((await factory.TestAsync(place, credential, default)).Succeeded);
        await Assert.ThrowsAsync<ConflictException>(() => factory.CreateAsync(Guid.NewGuid(), place, new RepositorySettings(), credential, default));
    }

    [Fact]
    public async Task Retention_frees_what_a_bucket_holds_and_nothing_needs()
    {
        S3StoreSettings place = bucket.NewPlace();
        RepositoryCredential credential = new(bucket.Server.Secret, "pass");
        ObjectStorageRepositoryFactory factory = new() { Leases = new LeaseOptions { Margin = TimeSpan.Zero } };
        await factory.CreateAsync(Guid.NewGuid(), place, new RepositorySettings(), credential, default);
        await using IBackupRepository repository = await factory.OpenAsync(place, credential, default);
        var catalog = new MemoryChunkCatalog();
        var model = new RepositoryModel(new Random(3));
        for (int day = 0; day < 6; day++)
        {
            await using IRepositoryWriter writer = repository.CreateWriter(catalog, new RepositoryWriterOptions());
            await model.SessionAsync(writer, DateTimeOffset.UnixEpoch.AddDays(day));
        }

        var request = new RetentionRequest { Horizon = DateTimeOffset.UnixEpoch.AddDays(4), Grace = TimeSpan.Zero, RepackThreshold = 0.05 };
        long freed = 0;
        // Times in buckets are whole seconds: what was stored in this one is left alone.
        for (int run = 0; run < 50 && freed == 0; run++)
            freed = (await ((IRepositoryMaintenance)repository).RunAsync(request, catalog, null, default)).BytesFreed;

        Assert.True(freed > 0);
        await RepositoryTruth.CompareAsync(repository, model, [5, 6]);
        await using (IRepositoryWriter writer = repository.CreateWriter(catalog, new RepositoryWriterOptions()))
            await model.SessionAsync(writer, DateTimeOffset.UnixEpoch.AddDays(9));
        await RepositoryTruth.CompareAsync(repository, model, [5, 6, 7]);
    }

    internal override Task<IObjectStore> OpenAsync() => Task.FromResult<IObjectStore>(new S3Store(bucket.NewPlace(), bucket.Server.Secret, null));

    private static async Task<RepositoryException> AssertFailsAsync(string errorId, Func<Task> call)
    {
        RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(call);
        Assert.Equal(errorId, error.ErrorId);
        return error;
    }
}
