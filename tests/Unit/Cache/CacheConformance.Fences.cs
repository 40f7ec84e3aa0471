using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using static Veeam365.Backup.Tests.Cache.CacheSamples;

namespace Veeam365.Backup.Tests.Cache;

public abstract partial class CacheConformance
{
    [Fact]
    public async Task Who_opened_an_object_before_it_was_taken_over_can_write_nothing_more_of_it()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")), Upsert(Message("b")));
        await Cache.ApplyAsync(target.Id, 2, SegmentKind.Incremental, [Upsert(Message("late"))], None);
        await using (IPersistentCache other = await Factory.OpenAsync(RepositoryId, None))
        {
            await other.FenceObjectAsync(target.Identity, None);
            CachedObject taken = await other.OpenObjectAsync(target.Identity, null, None);

            await Assert.ThrowsAsync<ObjectTakenOverException>(() => Cache.ApplyAsync(target.Id, 2, SegmentKind.Incremental, [Upsert(Message("later"))], None));
            await Assert.ThrowsAsync<ObjectTakenOverException>(() => FinishAsync(target, 2, SegmentKind.Incremental));
            await Assert.ThrowsAsync<ObjectTakenOverException>(() => Cache.RollBackAsync(target.Id, 0, None));
            await other.ApplyAsync(taken.Id, 2, SegmentKind.Incremental, [Remove("a")], None);
            await other.FinishHeadAsync(taken.Id, Segment(target.Identity, 2), SegmentKind.Incremental, None);
            await Assert.ThrowsAsync<ObjectTakenOverException>(() => Cache.ApplyAsync(target.Id, 3, SegmentKind.Incremental, [Upsert(Message("latest"))], None));
        }

        Assert.Equal(["b"], await KeysAsync(target, 2));
        // Opened again it may be written again.
        await WriteHeadAsync(await OpenAsync(), 2, SegmentKind.Incremental, Upsert(Message("c")));
    }

    [Fact]
    public async Task Looking_at_an_object_changes_nothing_of_it()
    {
        Assert.Null(await Cache.FindObjectAsync(Identity(), None));
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")));
        await Cache.ApplyAsync(target.Id, 2, SegmentKind.Incremental, [Upsert(Message("b"))], None);

        CachedObject found = (await Cache.FindObjectAsync(Identity(), None))!;
        await FinishAsync(target, 2, SegmentKind.Incremental);

        Assert.Equal((target.Id, 1), (found.Id, found.Committed!.Head));
        Assert.Equal(["a", "b"], await KeysAsync(target, 2));
    }
}
