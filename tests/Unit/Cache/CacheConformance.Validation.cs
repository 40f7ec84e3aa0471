using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using static Veeam365.Backup.Tests.Cache.CacheSamples;

namespace Veeam365.Backup.Tests.Cache;

public abstract partial class CacheConformance
{
    [Fact]
    public async Task A_pack_found_damaged_keeps_the_time_at_which_it_was_intact()
    {
        DateTimeOffset time = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
        await Cache.Packs.RecordAsync([new PackCheck("a", time, false), new PackCheck("b", null, true), new PackCheck("c", time, false)], None);
        await Cache.Packs.RecordAsync([new PackCheck("a", null, true), new PackCheck("b", time, false)], None);
        await Cache.Packs.RemoveAsync(["c"], None);

        List<PackCheck> checks = await ToListAsync(Cache.Packs.ListAsync(None));

        Assert.Equal([new PackCheck("a", time, true), new PackCheck("b", time, false)], checks.OrderBy(c => c.Pack, StringComparer.Ordinal));
    }

    [Fact]
    public async Task History_lists_every_version_with_the_heads_and_restore_points_that_hold_it()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")), Upsert(Message("b")));
        await CommitHeadAsync(target, 2, SegmentKind.Incremental, Remove("b"));

        CachedObject held = Assert.Single(await ToListAsync(Cache.History.ListObjectsAsync(None)));
        List<HeldVersion> versions = await ToListAsync(Cache.History.ListVersionsAsync(held.Id, None));
        List<CachedHead> heads = await ToListAsync(Cache.History.ListHeadsAsync(held, None));

        Assert.Equal([("a", 1, int.MaxValue), ("b", 1, 2)], versions.Select(v => (v.Version.Key, v.FirstHead, v.EndHead)).OrderBy(v => v.Key, StringComparer.Ordinal));
        Assert.Equal([(1, 1L, 2L), (2, 2L, long.MaxValue)], heads.Select(h => (h.Segment.Head, h.FirstSequence, h.EndSequence)));
        Assert.Equal([1L, 2L], (await ToListAsync(Cache.History.ListPointsAsync(None))).Select(p => p.Sequence));
    }
}
