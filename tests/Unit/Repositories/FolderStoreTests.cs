using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Tests.Repositories;

public sealed class FolderStoreTests : StoreConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Leftovers_of_a_crash_are_not_objects_and_are_tidied_when_old()
    {
        await using FolderStore store = new(_folder.Root);
        string temporary = Path.Combine(_folder.Root, "tmp");
        Directory.CreateDirectory(temporary);
        await File.WriteAllTextAsync(Path.Combine(temporary, "old"), "x");
        await File.WriteAllTextAsync(Path.Combine(temporary, "new"), "x");
        File.SetLastWriteTimeUtc(Path.Combine(temporary, "old"), DateTime.UtcNow.AddDays(-2));

        await store.PutAsync(PutRequest.Of("a", new byte[] { 1 }), default);

        List<string> keys = [];
        await foreach (StoredObject found in store.ListAsync("", null, default))
            keys.Add(found.Key);
        Assert.Equal(["a"], keys);
        Assert.Equal(["new"], Directory.GetFiles(temporary).Select(Path.GetFileName));
    }

    /// <summary>Leases come and go while others list them.</summary>
    [Fact]
    public async Task Listings_and_looks_beside_puts_and_deletes_name_what_is_there_and_never_fail()
    {
        await using FolderStore store = new(_folder.Root);
        await store.PutAsync(PutRequest.Of("v/stays", new byte[1]), default);
        Task changing = Task.Run(async () =>
        {
            for (int i = 0; i < 1500; i++)
            {
                await store.PutAsync(PutRequest.Of($"v/goes{i % 4}", new byte[1]), default);
                await store.DeleteAsync($"v/goes{i % 4}", default);
            }
        });
        while (!changing.IsCompleted)
        {
            List<string> keys = [];
            await foreach (StoredObject found in store.ListAsync("", null, default))
                keys.Add(found.Key);
            Assert.Contains("v/stays", keys);
            await store.HeadAsync("v/goes1", default);
        }

        await changing;
    }

    [Fact]
    public async Task A_missing_folder_is_said_to_be_missing()
    {
        await using FolderStore store = new(Path.Combine(_folder.Root, "gone"));
        foreach (Func<Task> call in new Func<Task>[]
        {
            () => store.PutAsync(PutRequest.Of("a", new byte[] { 1 }), default),
            () => store.ReadAsync("a", 0, new byte[1], default),
            () => store.HeadAsync("a", default),
            async () => await store.ListAsync("", null, default).GetAsyncEnumerator().MoveNextAsync(),
        })
        {
            Assert.Equal("Repository.PlaceMissing", (await Assert.ThrowsAsync<RepositoryException>(call)).ErrorId);
        }
    }

    [Fact]
    public void A_full_disk_is_a_full_store()
    {
        int code = OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28;
        BackupException? error = FolderErrors.Translate(new IOException("No space left on device", code), "/x", "write");
        Assert.IsType<StoreFullException>(error);
    }

    internal override Task<IObjectStore> OpenAsync() => Task.FromResult<IObjectStore>(new FolderStore(_folder.Root));
}
