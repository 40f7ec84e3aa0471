using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using static Veeam365.Backup.Tests.Cache.CacheSamples;

namespace Veeam365.Backup.Tests.Cache;

public abstract partial class CacheConformance
{
    [Fact]
    public async Task Removed_points_take_the_rows_that_only_they_needed_and_no_others()
    {
        var random = new Random(7);
        CachedObject a = await OpenAsync(Identity("a")), b = await OpenAsync(Identity("b"));
        int aHead = 0, bHead = 0;
        for (int sequence = 1; sequence <= 12; sequence++)
        {
            List<HeadRecord> heads = [await ChangeAsync(a, ++aHead, random)];
            if (sequence is 1 or 5 or 6 or 11)
                heads.Add(await ChangeAsync(b, ++bHead, random));
            await CommitAsync(sequence, sequence == 8, sequence == 8 ? [.. heads, Head(b.Identity, bHead, (await OpenAsync(b.Identity)).Totals)] : [.. heads]);
        }

        long[] staying = [2, 6, 9, 12];
        var before = await ReadAsync(staying);
        string[] changes = await UpsertsAsync(a.Id);

        await Cache.RemovePointsAsync(Job, [3, 4, 7, 10], None);
        await Cache.RemovePointsAsync(Job, [1, 5, 8, 11], None);

        Assert.Equal(staying, (await Cache.ListPointsAsync(None)).Select(p => p.Sequence));
        Assert.Equal(before, await ReadAsync(staying));
        Assert.Equal(changes, await UpsertsAsync(a.Id));
        Assert.Null(await Cache.FindItemAsync(a.Id, 4, "only4", None));
        Assert.NotNull(await Cache.FindItemAsync(a.Id, 6, "only6", None));
        Assert.Empty(await ToListAsync(Cache.ListHeadsAsync(Job, 4, None)));

        // The next session builds on what is there.
        HeadRecord next = await ChangeAsync(a, ++aHead, random);
        await CommitAsync(13, false, next);
        Assert.Equal(before, await ReadAsync(staying));
    }

    [Fact]
    public async Task Forgotten_chunks_are_not_found_and_those_that_moved_stay()
    {
        Sha256Hash gone = Sha256Hash.Of([1]), moved = Sha256Hash.Of([2]);
        await Cache.Chunks.AddAsync([new(gone, new byte[] { 1 }), new(moved, new byte[] { 2 })], None);
        await Cache.Chunks.RemoveAsync([new(gone, new byte[] { 1 }), new(moved, new byte[] { 9 })], None);

        Assert.Null(await Cache.Chunks.FindAsync(gone, None));
        Assert.NotNull(await Cache.Chunks.FindAsync(moved, None));
        await Cache.Chunks.AddAsync([new(gone, new byte[] { 3 })], None);
        Assert.Equal([3], (await Cache.Chunks.FindAsync(gone, None))!.Value.ToArray());
    }

    /// <summary>An item that lives in this head only, some that change, and a state.</summary>
    private async Task<HeadRecord> ChangeAsync(CachedObject target, int head, Random random)
    {
        List<ChangeRecord> changes = [Upsert(Message("only" + head)), new ChangeRecord.StateChanged("token", new byte[] { (byte)head })];
        if (head > 1)
            changes.Add(Remove("only" + (head - 1)));
        for (int i = 0; i < 4; i++)
            changes.Add(random.Next(3) == 0 ? Remove("item" + random.Next(8)) : Upsert(Message("item" + random.Next(8)) with { Name = $"{head} {i}" }));
        HeadTotals totals = await WriteHeadAsync(target, head, head == 1 ? SegmentKind.Full : SegmentKind.Incremental, [.. changes]);
        return Head(target.Identity, head, totals);
    }

    /// <summary>What a merged segment would hold. What came and went between heads that are gone is in none that stays.</summary>
    private async Task<string[]> UpsertsAsync(long objectId) =>
        [.. (await ToListAsync(Cache.ListChangesAsync(objectId, 9, 12, None))).OfType<ChangeRecord.Upserted>().Select(u => u.Version.Key).Order(StringComparer.Ordinal)];

    private async Task<List<string>> ReadAsync(long[] sequences)
    {
        List<string> all = [];
        foreach (long sequence in sequences)
        {
            foreach (HeadRecord head in await ToListAsync(Cache.ListHeadsAsync(Job, sequence, None)))
            {
                long id = (await OpenAsync(head.Identity)).Id;
                foreach (ItemVersion item in await ToListAsync(Cache.ListItemsAsync(id, head.Segment.Head, null, None)))
                    all.Add($"{sequence} {head.Identity.Object.Id} {head.Segment.Head} {item.Key} {item.Name}");
                all.Add($"{sequence} {head.Identity.Object.Id} {(await Cache.FindStateAsync(id, head.Segment.Head, "token", None))!.Value.Span[0]}");
            }
        }

        all.Sort(StringComparer.Ordinal);
        return all;
    }
}
