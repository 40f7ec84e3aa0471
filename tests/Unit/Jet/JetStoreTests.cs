using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Jet;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.Stores;
using Veeam365.Backup.Tests.Repositories;

namespace Veeam365.Backup.Tests.Jet;

public sealed class JetStoreTests : StoreConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_folder_is_said_to_be_missing()
    {
        await using IObjectStore store = Open(Path.Combine(_folder.Root, "gone"));
        Assert.Equal("Repository.PlaceMissing", (await Assert.ThrowsAsync<RepositoryException>(() => store.HeadAsync("a", default))).ErrorId);
    }

    [Fact]
    public async Task Reading_an_empty_folder_makes_no_files()
    {
        string empty = Sub("empty");
        await using IObjectStore store = Open(empty);
        Assert.Null(await store.HeadAsync("repository.json", default));
        Assert.Empty(await KeysAsync(store, ""));
        Assert.Empty(Directory.GetFileSystemEntries(empty));
    }

    [Fact]
    public async Task What_was_stored_is_there_when_the_databases_were_closed_and_opened_again()
    {
        byte[] content = RepositoryBench.RandomBytes(3_000_000, 1);
        string pack = RepositoryLayout.Pack(ObjectId.CreateIn(2021));
        await using (IObjectStore store = Open(_folder.Root))
        {
            await store.PutAsync(PutRequest.Of(pack, content), default);
            await store.PutAsync(PutRequest.Of("points/a", new byte[] { 1 }), default);
        }

        await using IObjectStore again = Open(_folder.Root);
        Assert.Equal(content, await again.ReadWholeAsync(pack, 10 << 20, default));
        Assert.Equal([pack, "points/a"], await KeysAsync(again, ""));
        Assert.True(File.Exists(Path.Combine(_folder.Root, "2021", "repository.adb")));
        Assert.True(File.Exists(Path.Combine(_folder.Root, "repository.adb")));
    }

    [Fact]
    public async Task Packs_of_many_years_and_the_catalogue_are_listed_in_one_order()
    {
        await using IObjectStore store = Open(_folder.Root);
        List<string> keys = ["a", "packs/aa/x", "points/1", "zz"];
        foreach (int year in new[] { 2026, 1990, 2019, 2019, 2026 })
            keys.Add(RepositoryLayout.Pack(ObjectId.CreateIn(year)));
        foreach (string key in keys)
            await store.PutAsync(PutRequest.Of(key, new byte[] { 1 }), default);
        keys.Sort(StringComparer.Ordinal);

        Assert.Equal(keys, await KeysAsync(store, ""));
        Assert.Equal(keys.Where(k => k.StartsWith("packs/", StringComparison.Ordinal)), await KeysAsync(store, "packs/"));
        Assert.Equal(keys.Skip(4), await KeysAsync(store, "", keys[3]));
        Assert.Equal(["1990", "2019", "2026"], Directory.GetDirectories(_folder.Root).Select(Path.GetFileName).Where(n => !n!.EndsWith(".logs", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task A_file_that_has_reached_its_size_is_followed_by_the_next_and_freed_room_is_used_again()
    {
        await using IObjectStore store = Open(Sub("sized"), fileSize: 4 << 20);
        List<string> packs = [];
        for (int i = 0; i < 10; i++)
        {
            packs.Add(RepositoryLayout.Pack(ObjectId.CreateIn(2024)));
            await store.PutAsync(PutRequest.Of(packs[i], RepositoryBench.RandomBytes(1 << 20, i)), default);
        }

        string[] files = FilesOf(2024);
        Assert.InRange(files.Length, 3, 5);
        Assert.All(files, f => Assert.InRange(new FileInfo(f).Length, 1, 6 << 20));
        for (int i = 0; i < 10; i++)
            Assert.Equal(RepositoryBench.RandomBytes(1 << 20, i), await store.ReadWholeAsync(packs[i], 2 << 20, default));
        Assert.Equal(packs.Order(StringComparer.Ordinal), await KeysAsync(store, "packs/"));

        foreach (string pack in packs.Take(2))
            await store.DeleteAsync(pack, default);
        for (int i = 0; i < 2; i++)
            await store.PutAsync(PutRequest.Of(RepositoryLayout.Pack(ObjectId.CreateIn(2024)), RepositoryBench.RandomBytes(1 << 20, 50 + i)), default);
        Assert.Equal(files.Length, FilesOf(2024).Length);
    }

    [Fact]
    public async Task An_object_stays_in_its_file_when_it_is_replaced_and_is_found_only_once()
    {
        await using IObjectStore store = Open(Sub("sized"), fileSize: 1 << 20);
        string[] packs = [.. Enumerable.Range(0, 3).Select(_ => RepositoryLayout.Pack(ObjectId.CreateIn(2024)))];
        foreach (string pack in packs)
            await store.PutAsync(PutRequest.Of(pack, new byte[900_000]), default);
        await store.PutAsync(PutRequest.Of(packs[0], new byte[] { 1 }), default);
        Assert.Equal(PutResult.Exists, await store.PutAsync(PutRequest.Of(packs[1], new byte[] { 2 }, ifAbsent: true), default));

        Assert.Equal([1], await store.ReadWholeAsync(packs[0], 10, default));
        Assert.Equal(3, (await KeysAsync(store, "packs/")).Count);
    }

    [Fact]
    public async Task Compacting_gives_deleted_room_back_and_keeps_what_is_there()
    {
        await using IObjectStore store = Open(_folder.Root);
        string[] packs = [.. Enumerable.Range(0, 8).Select(_ => RepositoryLayout.Pack(ObjectId.CreateIn(2024)))];
        for (int i = 0; i < packs.Length; i++)
            await store.PutAsync(PutRequest.Of(packs[i], RepositoryBench.RandomBytes(1 << 20, i)), default);
        foreach (string pack in packs.Skip(2))
            await store.DeleteAsync(pack, default);
        List<string> told = [];

        long freed = await store.CompactAsync(told.Add, default);

        Assert.InRange(freed, 5 << 20, 12 << 20);
        Assert.Contains(Path.Combine(_folder.Root, "2024", "repository.adb"), told);
        Assert.Equal(RepositoryBench.RandomBytes(1 << 20, 1), await store.ReadWholeAsync(packs[1], 2 << 20, default));
        await store.PutAsync(PutRequest.Of(packs[5], new byte[] { 1 }), default);
        Assert.Empty(Directory.GetFiles(_folder.Root, "*.compacted", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_longest_key_is_kept_whole()
    {
        await using IObjectStore store = Open(_folder.Root);
        string[] keys = [new string('k', 254) + "a", new string('k', 254) + "b"];
        foreach (string key in keys)
            await store.PutAsync(PutRequest.Of(key, System.Text.Encoding.ASCII.GetBytes(key)), default);
        Assert.Equal(keys, await KeysAsync(store, ""));
        Assert.Equal(keys[1], System.Text.Encoding.ASCII.GetString(await store.ReadWholeAsync(keys[1], 1000, default)));
    }

    [Fact]
    public async Task Reads_lists_and_changes_of_many_threads_do_not_disturb_each_other()
    {
        await using IObjectStore store = Open(_folder.Root);
        byte[] content = RepositoryBench.RandomBytes(200_000, 1);
        await store.PutAsync(PutRequest.Of("stays", content), default);
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, ct) =>
        {
            string key = $"v/{i % 16}";
            if (i % 3 == 0)
                await store.DeleteAsync(key, ct);
            else
                await store.PutAsync(PutRequest.Of(key, content.AsMemory(0, i * 100)), ct);
            Assert.Equal(content, await store.ReadWholeAsync("stays", 1 << 20, ct));
            Assert.Contains("stays", await KeysAsync(store, ""));
        });
    }

    internal override Task<IObjectStore> OpenAsync() => Task.FromResult(Open(_folder.Root));

    private static IObjectStore Open(string path, long fileSize = JetStoreSettings.DefaultFileSize) =>
        new JetStore(EsentEngine.SettingsOf(path, fileSize), JetFolders.OfProcess, new JetOptions { Patience = TimeSpan.Zero });

    private static async Task<List<string>> KeysAsync(IObjectStore store, string prefix, string? after = null)
    {
        List<string> keys = [];
        await foreach (StoredObject found in store.ListAsync(prefix, after, default))
            keys.Add(found.Key);
        return keys;
    }

    /// <summary>A folder that nobody has open; who opens one with others has the size of the first.</summary>
    private string Sub(string name) => Directory.CreateDirectory(Path.Combine(_folder.Root, name)).FullName;

    private string[] FilesOf(int year) => Directory.GetFiles(Path.Combine(_folder.Root, "sized", year.ToString(System.Globalization.CultureInfo.InvariantCulture)), "*.adb");
}
