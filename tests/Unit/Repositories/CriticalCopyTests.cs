using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>repository.json and its copy, and the password changes that write both.</summary>
public sealed class CriticalCopyTests
{
    private static readonly byte[] Content = RepositoryBench.RandomBytes(10_000, 9);

    [Theory]
    [InlineData(RepositoryLayout.Document, null)]
    [InlineData(RepositoryLayout.Document, "truncated")]
    [InlineData(RepositoryLayout.Document, "flipped")]
    [InlineData(RepositoryLayout.DocumentCopy, null)]
    [InlineData(RepositoryLayout.DocumentCopy, "flipped")]
    public async Task With_one_of_the_two_gone_or_damaged_everything_is_read_and_both_are_whole_after_a_repair(string key, string? damage)
    {
        await using Place place = await Place.CreateAsync("p");
        byte[] whole = await File.ReadAllBytesAsync(place.PathOf(key));
        Damage(place.PathOf(key), damage);

        await using (IBackupRepository repository = await place.OpenAsync("p"))
        {
            Assert.Equal(key == RepositoryLayout.Document, repository.Description.Notices.Count == 1);
            Assert.Equal(Content, await place.ReadAsync(repository));
            Assert.Contains(key, Assert.Single(await ((IRepositoryCustody)repository).RepairCriticalAsync(default)), StringComparison.Ordinal);
            Assert.Empty(await ((IRepositoryCustody)repository).RepairCriticalAsync(default));
        }

        Assert.Equal(whole, await File.ReadAllBytesAsync(place.PathOf(key)));
        Assert.True((await place.Factory.TestAsync(place.Settings, new RepositoryCredential(null, "p"), default)).Succeeded);
    }

    [Fact]
    public async Task A_test_of_the_repository_names_a_missing_copy()
    {
        await using Place place = await Place.CreateAsync(null);
        File.Delete(place.PathOf(RepositoryLayout.DocumentCopy));
        RepositoryCheck failed = Assert.Single((await place.Factory.TestAsync(place.Settings, new RepositoryCredential(null, null), default)).Checks, c => !c.Succeeded);
        Assert.Equal("Copies", failed.Name);
    }

    [Fact]
    public async Task With_both_damaged_the_error_names_the_first()
    {
        await using Place place = await Place.CreateAsync(null);
        Damage(place.PathOf(RepositoryLayout.Document), "flipped");
        Damage(place.PathOf(RepositoryLayout.DocumentCopy), "truncated");
        DataDamagedException error = await Assert.ThrowsAsync<DataDamagedException>(() => place.OpenAsync(null));
        Assert.Contains("'repository.json'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_opens_the_same_data_and_the_old_one_nothing()
    {
        await using Place place = await Place.CreateAsync("old");
        Dictionary<string, byte[]> before = place.DataFiles();
        await using IBackupRepository running = await place.OpenAsync("old");

        await place.ChangeAsync("old", "new");

        Assert.Equal(before, place.DataFiles());
        Assert.Equal(Content, await place.ReadAsync(running));
        await using IBackupRepository repository = await place.OpenAsync("new");
        Assert.Equal(Content, await place.ReadAsync(repository));
        await AssertFailsAsync("Repository.WrongPassword", () => place.OpenAsync("old"));
        await AssertFailsAsync("Repository.WrongPassword", () => place.ChangeAsync("old", "other"));
        Assert.Equal("Repository.EmptyPassword", (await Assert.ThrowsAsync<InvalidSettingException>(() => place.ChangeAsync("new", ""))).ErrorId);
    }

    [Fact]
    public async Task A_plain_repository_has_no_password_to_change()
    {
        await using Place place = await Place.CreateAsync(null);
        await AssertFailsAsync("Repository.NotEncrypted", () => place.ChangeAsync(null, "new"));
    }

    [Theory]
    [InlineData((int)StopKind.Before)]
    [InlineData((int)StopKind.After)]
    [InlineData((int)StopKind.FailOnce)]
    public async Task Stopped_at_any_call_a_password_change_leaves_a_password_that_opens_everything_and_can_be_made_again(int kind)
    {
        // Every read is a call, too; those come in front of the first write and between the two.
        int calls = await CallSweep.RunAsync(
            (StopKind)kind,
            async () =>
            {
                Place place = await Place.CreateAsync("old");
                return (place, place.Store);
            },
            place => place.ChangeAsync("old", "new"),
            async (place, failed) =>
            {
                string[] opening = await place.OpeningAsync("old", "new");
                Assert.True(opening.Length > 0 && (failed || opening is ["new"]), string.Join(',', opening));
                foreach (string password in opening)
                {
                    await using IBackupRepository repository = await place.OpenAsync(password);
                    Assert.Equal(Content, await place.ReadAsync(repository));
                }

                await place.ChangeAsync(opening[0], "newest");
                Assert.Equal(["newest"], await place.OpeningAsync("old", "new", "newest"));
            });
        Assert.True(calls >= 2);
    }

    [Theory]
    [InlineData("old")]
    [InlineData("new")]
    public async Task A_repair_after_an_interrupted_password_change_leaves_the_password_that_was_used(string used)
    {
        await using Place place = await Place.CreateAsync("old");
        place.Store.Restart(StopKind.After, 1);
        await Assert.ThrowsAsync<RepositoryException>(() => place.ChangeAsync("old", "new"));
        place.Store.Restart(StopKind.Before, 0);
        Assert.Equal(["old", "new"], await place.OpeningAsync("old", "new"));

        await using (IBackupRepository repository = await place.OpenAsync(used))
        {
            Assert.Equal(used == "new", repository.Description.Notices.Count == 1);
            Assert.Single(await ((IRepositoryCustody)repository).RepairCriticalAsync(default));
        }

        Assert.Equal([used], await place.OpeningAsync("old", "new"));
    }

    private static void Damage(string path, string? how)
    {
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        if (how == "truncated")
            File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        if (how != "flipped")
            return;
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static async Task AssertFailsAsync(string errorId, Func<Task> call)
    {
        RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(call);
        Assert.Equal(errorId, error.ErrorId);
        Assert.NotEmpty(error.RecommendedAction);
    }

    /// <summary>A repository with one item, in a folder whose calls can be stopped.</summary>
    private sealed class Place : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private SegmentReference _segment = null!;

        private Place()
        {
            Store = new StoppingStore(new FolderStore(_folder.Root));
            Factory = new ObjectStorageRepositoryFactory(new DecoratingStoreFactory(_ => Store), passwordRounds: 1000);
        }

        public StoppingStore Store { get; }

        public ObjectStorageRepositoryFactory Factory { get; }

        public FolderStoreSettings Settings => new(_folder.Root);

        public static async Task<Place> CreateAsync(string? password)
        {
            Place place = new();
            await place.Factory.CreateAsync(Guid.NewGuid(), place.Settings, new RepositorySettings(), new RepositoryCredential(null, password), default);
            await using IBackupRepository repository = await place.OpenAsync(password);
            await using IRepositoryWriter writer = repository.CreateWriter(new MemoryChunkCatalog(), new RepositoryWriterOptions());
            place._segment = await RepositoryBench.WriteAsync(writer, "u", [Content]);
            await writer.CommitAsync(RepositoryBench.Point(1, null, place._segment), default);
            return place;
        }

        public string PathOf(string key) => Path.Combine(_folder.Root, key);

        public Dictionary<string, byte[]> DataFiles() => Directory.GetFiles(_folder.Root, "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith(".json", StringComparison.Ordinal)).ToDictionary(f => f, File.ReadAllBytes);

        public Task<IBackupRepository> OpenAsync(string? password) => Factory.OpenAsync(Settings, new RepositoryCredential(null, password), default);

        public Task ChangeAsync(string? old, string password) => Factory.UpdateAsync(Settings, new RepositoryCredential(null, old), new RepositoryUpdate(null, password), default);

        public async Task<string[]> OpeningAsync(params string[] passwords)
        {
            List<string> opening = [];
            foreach (string password in passwords)
            {
                try
                {
                    await (await OpenAsync(password)).DisposeAsync();
                    opening.Add(password);
                }
                catch (RepositoryException e) when (e.ErrorId == "Repository.WrongPassword")
                {
                    // Not this one.
                }
            }

            return [.. opening];
        }

        public async Task<byte[]> ReadAsync(IBackupRepository repository)
        {
            ChangeRecord record = await repository.ReadSegmentAsync(_segment, default).FirstAsync();
            return await RepositoryBench.ReadAllAsync(await repository.OpenContentAsync(((ChangeRecord.Upserted)record).Version.Content!, default));
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
