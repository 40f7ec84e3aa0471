using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>What every store and decorator must do; the words of the contract are in <see cref="IObjectStore"/>.</summary>
public abstract class StoreConformance : IAsyncLifetime
{
    private IObjectStore _store = null!;

    public async Task InitializeAsync() => _store = await OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(9_000_000)]
    public async Task What_is_put_reads_back(int size)
    {
        byte[] content = RepositoryBench.RandomBytes(size, size);
        Assert.Equal(PutResult.Stored, await _store.PutAsync(PutRequest.Of("packs/aa/x", content), default));

        Assert.Equal(content, await _store.ReadWholeAsync("packs/aa/x", 100 << 20, default));
        StoredObject? head = await _store.HeadAsync("packs/aa/x", default);
        Assert.Equal(size, head!.Size);
        Assert.True(head.Hash is null || head.Hash == Sha256Hash.Of(content));
        Assert.Equal(new StoredObject("packs/aa/x", size, Sha256Hash.Of(content), default), await _store.HashAsync("packs/aa/x", default));
    }

    [Fact]
    public async Task Pieces_are_put_as_one()
    {
        byte[] content = RepositoryBench.RandomBytes(100_000, 3);
        await _store.PutAsync(PutRequest.Of("a", content.AsMemory(0, 60_000), content.AsMemory(60_000)), default);
        Assert.Equal(content, await _store.ReadWholeAsync("a", 1 << 20, default));
    }

    [Theory]
    [InlineData(0, 10, 10)]
    [InlineData(90, 10, 10)]
    [InlineData(95, 10, 5)]
    [InlineData(100, 10, 0)]
    [InlineData(1000, 10, 0)]
    [InlineData(0, 1000, 100)]
    public async Task A_range_is_read_as_far_as_the_object_goes(int offset, int length, int expected)
    {
        byte[] content = RepositoryBench.RandomBytes(100, 3);
        await _store.PutAsync(PutRequest.Of("a", content), default);
        byte[] buffer = new byte[length];
        int read = await _store.ReadAsync("a", offset, buffer, default);
        Assert.Equal(expected, read);
        Assert.Equal(content.Skip(offset).Take(expected), buffer.Take(read));
    }

    [Fact]
    public async Task A_put_replaces_unless_it_is_told_not_to()
    {
        await _store.PutAsync(PutRequest.Of("a", new byte[] { 1 }), default);
        await _store.PutAsync(PutRequest.Of("a", new byte[] { 2 }), default);
        Assert.Equal(PutResult.Exists, await _store.PutAsync(PutRequest.Of("a", new byte[] { 3 }, ifAbsent: true), default));
        Assert.Equal([2], await _store.ReadWholeAsync("a", 10, default));
        Assert.Equal(PutResult.Stored, await _store.PutAsync(PutRequest.Of("b", new byte[] { 4 }, ifAbsent: true), default));
        Assert.Equal([4], await _store.ReadWholeAsync("b", 10, default));
    }

    [Fact]
    public async Task Of_many_that_race_to_put_if_absent_one_wins()
    {
        for (int round = 0; round < 50; round++)
        {
            string key = $"points/{round}";
            PutResult[] results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => _store.PutAsync(PutRequest.Of(key, new byte[] { (byte)i }, ifAbsent: true), default))));
            int winner = Array.IndexOf(results, PutResult.Stored);
            Assert.Equal(1, results.Count(r => r == PutResult.Stored));
            Assert.Equal([(byte)winner], await _store.ReadWholeAsync(key, 10, default));
        }
    }

    [Fact]
    public async Task What_is_not_there_is_told_apart()
    {
        await Assert.ThrowsAsync<StoreObjectMissingException>(() => _store.ReadAsync("no/such", 0, new byte[10], default));
        Assert.Null(await _store.HeadAsync("no/such", default));
        Assert.Null(await _store.HashAsync("no/such", default));
        await _store.DeleteAsync("no/such", default);
    }

    [Fact]
    public async Task A_deleted_object_is_gone()
    {
        await _store.PutAsync(PutRequest.Of("x/a", new byte[] { 1 }), default);
        await _store.PutAsync(PutRequest.Of("x/b", new byte[] { 1 }), default);
        await _store.DeleteAsync("x/a", default);
        Assert.Null(await _store.HeadAsync("x/a", default));
        Assert.Equal(["x/b"], await ListAsync("x/"));
    }

    [Fact]
    public async Task A_list_is_in_order_and_begins_where_it_is_told()
    {
        string[] keys = ["a-b", "a.b", "a/1", "a/2/x", "a/2-x", "a/2.x", "ab", "b", "a/10"];
        foreach (string key in keys)
            await _store.PutAsync(PutRequest.Of(key, new byte[] { 1 }), default);
        Array.Sort(keys, StringComparer.Ordinal);

        Assert.Equal(keys, await ListAsync(""));
        foreach (string start in keys.Concat(["", "a", "a/", "a/2", "a/2/", "zz", "0"]).Where(s => s.Length > 0))
            Assert.Equal(keys.Where(k => string.CompareOrdinal(k, start) > 0), await ListAsync("", start));
        Assert.Equal(keys.Where(k => k.StartsWith("a/2/", StringComparison.Ordinal)), await ListAsync("a/2/"));
        Assert.Equal(keys.Where(k => k.StartsWith("a/", StringComparison.Ordinal)), await ListAsync("a/"));
        Assert.Empty(await ListAsync("none/"));
    }

    [Fact]
    public async Task A_list_longer_than_a_page_is_complete()
    {
        string[] keys = [.. Enumerable.Range(0, 1100).Select(i => $"many/{i:D5}")];
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (k, ct) => await _store.PutAsync(PutRequest.Of(k, new byte[] { 1 }), ct));
        Assert.Equal(keys, await ListAsync("many/"));
        Assert.Equal(keys.Skip(1001), await ListAsync("many/", keys[1000]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("../a")]
    [InlineData("a/../b")]
    [InlineData("a/.hidden")]
    [InlineData("A")]
    [InlineData("a\\b")]
    [InlineData("a:b")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("\u00e4")]
    public async Task A_hostile_key_is_refused_everywhere(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _store.PutAsync(PutRequest.Of(key, ReadOnlyMemory<byte>.Empty), default));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.ReadAsync(key, 0, new byte[1], default));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.HeadAsync(key, default));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.DeleteAsync(key, default));
    }

    [Fact]
    public async Task Cancelling_stops_a_call()
    {
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.PutAsync(PutRequest.Of("a", new byte[] { 1 }), stop.Token));
        Assert.Null(await _store.HeadAsync("a", default));
    }

    internal abstract Task<IObjectStore> OpenAsync();

    [Fact]
    public async Task A_listing_goes_on_when_what_it_comes_to_is_deleted_beside_it()
    {
        foreach (int i in Enumerable.Range(0, 10))
            await _store.PutAsync(PutRequest.Of($"v/{i}", new byte[1]), default);
        List<string> listed = [];
        await foreach (StoredObject found in _store.ListAsync("v/", null, default))
        {
            listed.Add(found.Key);
            if (listed.Count > 1)
                continue;
            foreach (int i in Enumerable.Range(1, 8))
                await _store.DeleteAsync($"v/{i}", default);
        }

        Assert.Equal(("v/0", "v/9"), (listed[0], listed[^1]));
    }

    private async Task<List<string>> ListAsync(string prefix, string? startAfter = null)
    {
        List<string> keys = [];
        await foreach (StoredObject found in _store.ListAsync(prefix, startAfter, default))
            keys.Add(found.Key);
        return keys;
    }
}
