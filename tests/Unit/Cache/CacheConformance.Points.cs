using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using static Veeam365.Backup.Tests.Cache.CacheSamples;

namespace Veeam365.Backup.Tests.Cache;

public abstract partial class CacheConformance
{
    [Fact]
    public async Task Points_resolve_the_heads_they_took_over()
    {
        CachedObject a = await OpenAsync(Identity("a")), b = await OpenAsync(Identity("b"));
        HeadRecord a1 = Head(a.Identity, 1, await WriteHeadAsync(a, 1, SegmentKind.Full, Upsert(Message("x"))));
        HeadRecord b1 = Head(b.Identity, 1, await WriteHeadAsync(b, 1, SegmentKind.Full, Upsert(Message("y"))));
        await CommitAsync(1, true, a1, b1);
        HeadRecord a2 = Head(a.Identity, 2, await WriteHeadAsync(a, 2, SegmentKind.Incremental, Upsert(Message("z"))));
        await CommitAsync(2, false, a2);
        await CommitAsync(3, false);
        HeadRecord b2 = Head(b.Identity, 2, await WriteHeadAsync(b, 2, SegmentKind.Incremental, Remove("y")));
        await CommitAsync(4, true, b2);
        await CommitAsync(5, false, a2);

        Assert.Equal([a1, b1], await ToListAsync(Cache.ListHeadsAsync(Job, 1, None)));
        Assert.Equal([a2, b1], await ToListAsync(Cache.ListHeadsAsync(Job, 2, None)));
        Assert.Equal([a2, b1], await ToListAsync(Cache.ListHeadsAsync(Job, 3, None)));
        Assert.Equal([b2], await ToListAsync(Cache.ListHeadsAsync(Job, 4, None)));
        Assert.Equal([a2, b2], await ToListAsync(Cache.ListHeadsAsync(Job, 5, None)));
        Assert.Empty(await ToListAsync(Cache.ListHeadsAsync(Job, 6, None)));
        Assert.Empty(await ToListAsync(Cache.ListHeadsAsync(Guid.NewGuid(), 1, None)));
    }

    [Fact]
    public async Task Points_are_found_by_id_and_by_being_last()
    {
        Assert.Null(await Cache.FindLastPointAsync(Job, None));
        CachedObject target = await OpenAsync();
        HeadTotals totals = await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")));
        await CommitAsync(2, false);
        RestorePointManifest first = Point(1, false, Head(target.Identity, 1, totals));
        Assert.Equal(new CachedPoint(first.Id, Job, 1, PointHash(1), first.CreatedAt, 1, 1, 10), await Cache.FindPointAsync(first.Id, None));
        Assert.Equal(2, (await Cache.FindLastPointAsync(Job, None))!.Sequence);
        Assert.Null(await Cache.FindPointAsync(Guid.NewGuid(), None));
    }

    [Fact]
    public async Task Committing_a_point_twice_is_harmless()
    {
        CachedObject target = await OpenAsync();
        HeadTotals first = await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")));
        await CommitHeadAsync(target, 2, SegmentKind.Incremental, Upsert(Message("b")));
        await CommitAsync(1, false, Head(target.Identity, 1, first));
        Assert.Equal(2, (await OpenAsync()).Committed?.Head);
        Assert.Equal(2, Assert.Single(await ToListAsync(Cache.ListHeadsAsync(Job, 2, None))).Segment.Head);
    }

    [Fact]
    public async Task A_point_whose_heads_are_not_applied_is_refused_and_changes_nothing()
    {
        CachedObject target = await OpenAsync();
        HeadTotals totals = await WriteHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")));
        HeadRecord good = Head(target.Identity, 1, totals);
        HeadRecord[] bad =
        [
            Head(target.Identity, 2, totals),
            Head(Identity("unknown"), 1, totals),
            good with { Segment = good.Segment with { Hash = Sha256Hash.Of([9]) } },
        ];
        foreach (HeadRecord head in bad)
            await Assert.ThrowsAsync<ConflictException>(() => CommitAsync(1, true, good, head));
        await Cache.ApplyAsync(target.Id, 2, SegmentKind.Incremental, [Upsert(Message("b"))], None);
        await Assert.ThrowsAsync<ConflictException>(() => CommitAsync(1, true, Head(target.Identity, 2, totals)));
        Assert.Null(await Cache.FindLastPointAsync(Job, None));
        Assert.Null((await OpenAsync()).Committed);
    }

    [Fact]
    public async Task A_point_that_does_not_follow_the_last_one_is_refused()
    {
        CachedObject target = await OpenAsync();
        HeadTotals totals = await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")));
        await CommitAsync(2, false);
        await Assert.ThrowsAsync<ConflictException>(() => CommitAsync(4, false));
        await Assert.ThrowsAsync<ConflictException>(() => Cache.CommitPointAsync(Point(2, true), PointHash(99), None));
        await CommitAsync(7, true, Head(target.Identity, 1, totals));
        Assert.Equal(7, (await Cache.FindLastPointAsync(Job, None))!.Sequence);
        Assert.Single(await ToListAsync(Cache.ListHeadsAsync(Job, 7, None)));
    }

    [Fact]
    public async Task Clearing_forgets_everything()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")), State("s", "1"));
        await Cache.ApplyAsync((await OpenAsync(Identity("b"))).Id, 1, SegmentKind.Full, [Upsert(Message("b"))], None);
        await Cache.Chunks.AddAsync([new(Sha256Hash.Of([1]), new byte[] { 1 })], None);
        await Cache.ClearAsync(None);
        Assert.Null(await Cache.FindLastPointAsync(Job, None));
        Assert.Null(await Cache.Chunks.FindAsync(Sha256Hash.Of([1]), None));
        await Assert.ThrowsAsync<NotFoundException>(() => Cache.ApplyAsync(target.Id, 2, SegmentKind.Incremental, [], None));

        target = await OpenAsync();
        Assert.Null(target.Applied);
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("c")));
        await CommitHeadAsync(target, 2, SegmentKind.Incremental, Upsert(Message("d")));
        await OpenAsync();
        Assert.Equal(["c", "d"], await KeysAsync(target, 2));
        Assert.Equal(["c"], await KeysAsync(target, 1));
    }

    [Fact]
    public async Task A_removed_cache_begins_empty()
    {
        await CommitHeadAsync(await OpenAsync(), 1, SegmentKind.Full, Upsert(Message("a")));
        await Cache.DisposeAsync();
        await Factory.RemoveAsync(RepositoryId, None);
        await Factory.RemoveAsync(RepositoryId, None);
        await ReopenAsync();
        Assert.Null(await Cache.FindLastPointAsync(Job, None));
    }

    [Fact]
    public async Task Chunks_keep_their_first_location()
    {
        KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>[] chunks =
            [.. Enumerable.Range(0, 3_000).Select(i => KeyValuePair.Create(Sha256Hash.Of(BitConverter.GetBytes(i)), (ReadOnlyMemory<byte>)BitConverter.GetBytes(i)))];
        await Cache.Chunks.AddAsync(chunks, None);
        await Cache.Chunks.AddAsync([.. chunks.Take(5).Select(c => KeyValuePair.Create(c.Key, (ReadOnlyMemory<byte>)new byte[] { 7 }))], None);
        await Cache.Chunks.AddAsync([], None);
        foreach (int i in (int[])[0, 4, 2_999])
            Assert.Equal(BitConverter.GetBytes(i), (await Cache.Chunks.FindAsync(chunks[i].Key, None))!.Value.ToArray());
        Assert.Null(await Cache.Chunks.FindAsync(Sha256Hash.Of([1, 2, 3]), None));
    }

    [Fact]
    public async Task Chunks_are_added_by_several_at_once()
    {
        KeyValuePair<Sha256Hash, ReadOnlyMemory<byte>>[] chunks =
            [.. Enumerable.Range(0, 500).Select(i => KeyValuePair.Create(Sha256Hash.Of(BitConverter.GetBytes(i)), (ReadOnlyMemory<byte>)BitConverter.GetBytes(i)))];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () => await Cache.Chunks.AddAsync(n % 2 == 0 ? chunks : [.. chunks.Reverse()], None))));
        Assert.NotNull(await Cache.Chunks.FindAsync(chunks[499].Key, None));
    }
}
