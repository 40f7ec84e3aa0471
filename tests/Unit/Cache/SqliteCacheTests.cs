using Dapper;
using Microsoft.Data.Sqlite;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using static Veeam365.Backup.Tests.Cache.CacheSamples;

namespace Veeam365.Backup.Tests.Cache;

public sealed class SqliteCacheTests : CacheConformance
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"v365-cache-{Guid.NewGuid():N}");

    public SqliteCacheTests() => Factory = new SqlitePersistentCacheFactory(_folder);

    protected override IPersistentCacheFactory Factory { get; }

    private string FilePath => Path.Combine(_folder, $"cache-{RepositoryId:N}.db");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_set_aside()
    {
        await Cache.DisposeAsync();
        await File.WriteAllTextAsync(FilePath, new string('x', 10_000));
        await AssertBegunAnewAsync();
        Assert.Equal(10_000, new FileInfo(Assert.Single(SetAside())).Length);
    }

    [Fact]
    public async Task A_database_of_somebody_else_is_set_aside()
    {
        await Cache.DisposeAsync();
        File.Delete(FilePath);
        await using (var foreign = new SqliteConnection($"Data Source={FilePath};Pooling=False"))
            await foreign.ExecuteAsync("CREATE TABLE object (something INTEGER)");
        await AssertBegunAnewAsync();
        Assert.Single(SetAside());
    }

    [Fact]
    public async Task Damage_met_while_reading_is_a_typed_error_and_the_file_is_set_aside_at_the_next_opening()
    {
        CachedObject target = await FillAsync();
        await Cache.DisposeAsync();
        Overwrite(from: 4_096 * 60, length: 4_096 * 70); // rows of items: what lies before is met at opening
        await OpenCacheAsync();
        await Assert.ThrowsAsync<DataDamagedException>(() => ToListAsync(Cache.ListItemsAsync(target.Id, 1, null, None)));
        await Cache.DisposeAsync();
        await AssertBegunAnewAsync();
        Assert.Single(SetAside());
    }

    [Fact]
    public async Task Damage_is_found_at_opening_after_a_crash()
    {
        await FillAsync();
        await ReopenAsync();
        await OpenAsync(Identity("only this is in the WAL"));
        CopyAsLeftByACrash(out string copy);
        await Cache.DisposeAsync();
        PutBack(copy);
        Overwrite(from: 4_096 * 30, length: 4_096 * 100);
        await AssertBegunAnewAsync();
        Assert.Single(SetAside());
    }

    [Fact]
    public async Task What_a_crash_leaves_is_a_sound_cache_with_all_that_was_committed()
    {
        CachedObject target = await FillAsync();
        await Cache.ApplyAsync(target.Id, 2, SegmentKind.Incremental, [Upsert(Message("uncommitted"))], None);
        CopyAsLeftByACrash(out string copy);
        await Cache.DisposeAsync();
        PutBack(copy);
        await OpenCacheAsync();
        Assert.Empty(SetAside());
        target = await OpenAsync();
        Assert.Equal(1, target.Applied?.Head);
        Assert.Equal(3_000, (await KeysAsync(target, 1)).Length);
        Assert.Equal(3_000, (await KeysAsync(target, 2)).Length);
    }

    [Fact]
    public async Task A_second_user_opens_the_cache_while_the_first_writes()
    {
        CachedObject target = await FillAsync();
        await using IPersistentCache second = await Factory.OpenAsync(RepositoryId, None);
        Assert.Empty(SetAside());
        await WriteHeadAsync(target, 2, SegmentKind.Incremental, Upsert(Message("more")));
        Assert.Equal("more", (await second.FindItemAsync(target.Id, 2, "more", None))?.Key);
        await second.Chunks.AddAsync([new(Sha256Hash.Of([1]), new byte[] { 1 })], None);
        Assert.NotNull(await Cache.Chunks.FindAsync(Sha256Hash.Of([1]), None));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_kept()
    {
        await Cache.DisposeAsync();
        await using (var later = new SqliteConnection($"Data Source={FilePath};Pooling=False"))
            await later.ExecuteAsync("INSERT INTO schema_version VALUES (99, 'later', '')");
        ConfigurationException refused = await Assert.ThrowsAsync<ConfigurationException>(() => Factory.OpenAsync(RepositoryId, None));
        Assert.Equal("Database.NewerVersion", refused.ErrorId);
        Assert.Empty(SetAside());
    }

    [Fact]
    public async Task Closing_leaves_one_file_and_removing_none()
    {
        await FillAsync();
        await Cache.DisposeAsync();
        Assert.Equal([FilePath], Directory.GetFiles(_folder));
        await Factory.RemoveAsync(RepositoryId, None);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_cache_from_before_words_were_indexed_is_searched_and_then_indexed()
    {
        await FillAsync();
        await Cache.DisposeAsync();
        await using (var older = new SqliteConnection($"Data Source={FilePath};Pooling=False"))
            await older.ExecuteAsync("DROP TRIGGER item_words_deleted; DROP TABLE item_word; DROP TABLE word_state; DELETE FROM schema_version WHERE version >= 4");
        await OpenCacheAsync();
        Assert.Equal(3_000, (await ToListAsync(Cache.QueryAsync(new ItemQuery { JobId = Job, Sequence = 1, Words = ["subject"] }, None))).Count);
        Assert.Equal(3_000, await Cache.IndexWordsAsync(None));
        Assert.Equal(3_000, (await ToListAsync(Cache.QueryAsync(new ItemQuery { JobId = Job, Sequence = 1, Words = ["subject"] }, None))).Count);
    }

    [Fact]
    public async Task Cancelling_ends_a_search_that_finds_nothing()
    {
        await FillAsync();
        using var stop = new CancellationTokenSource();
        await using IAsyncEnumerator<CachedItem> search = Cache.QueryAsync(new ItemQuery { JobId = Job, Sequence = 1, Name = "*" }, stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await search.MoveNextAsync());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await search.MoveNextAsync())
            {
                // Until the search notices.
            }
        });
    }

    private async Task<CachedObject> FillAsync()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, [.. Enumerable.Range(0, 3_000).Select(i => Upsert(Message($"m{i}")))]);
        return target;
    }

    private async Task AssertBegunAnewAsync()
    {
        await OpenCacheAsync();
        Assert.Null(await Cache.FindLastPointAsync(Job, None));
        await CommitHeadAsync(await OpenAsync(), 1, SegmentKind.Full, Upsert(Message("a")));
    }

    private string[] SetAside() => Directory.GetFiles(_folder, "*.damaged-*Z");

    private void Overwrite(int from, int length)
    {
        using FileStream file = File.OpenWrite(FilePath);
        file.Position = from;
        file.Write(new byte[length].Select((_, i) => (byte)(i * 7)).ToArray());
    }

    // The files of an open database, as they lie there when its process dies.
    private void CopyAsLeftByACrash(out string copy)
    {
        copy = Directory.CreateDirectory(Path.Combine(_folder, "crash")).FullName;
        foreach (string suffix in (string[])["", "-wal"])
            File.Copy(FilePath + suffix, Path.Combine(copy, "db" + suffix));
    }

    private void PutBack(string copy)
    {
        foreach (string suffix in (string[])["", "-wal"])
            File.Move(Path.Combine(copy, "db" + suffix), FilePath + suffix, overwrite: true);
        Directory.Delete(copy);
    }
}
