using System.Text;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using static Veeam365.Backup.Tests.Cache.CacheSamples;

namespace Veeam365.Backup.Tests.Cache;

public abstract partial class CacheConformance
{
    [Fact]
    public async Task A_new_object_has_no_heads()
    {
        CachedObject target = await OpenAsync();
        Assert.Null(target.Committed);
        Assert.Null(target.Applied);
        Assert.Equal(new HeadTotals(0, 0), target.Totals);
        Assert.Equal(target.Id, (await OpenAsync()).Id);
        Assert.NotEqual(target.Id, (await OpenAsync(Identity(workload: Workload.Calendar))).Id);
    }

    [Fact]
    public async Task A_committed_head_is_found_again()
    {
        CachedObject target = await OpenAsync();
        HeadTotals totals = await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Folder("inbox")), Upsert(Message("m1", size: 5)), Upsert(Message("m2", size: 7)));
        Assert.Equal(new HeadTotals(2, 12), totals);
        await ReopenAsync();
        target = await OpenAsync();
        Assert.Equal(Segment(target.Identity, 1), target.Committed);
        Assert.Equal(target.Committed, target.Applied);
        Assert.Equal(totals, target.Totals);
    }

    [Fact]
    public async Task Versions_come_back_whole()
    {
        ItemVersion full = Message("k") with
        {
            CreatedAt = new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(12_345),
            ModifiedAt = new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero).AddTicks(9_999_999),
            Kind = ItemKind.Post,
            Size = long.MaxValue / 2,
            Flags = ItemFlags.HasAttachments | ItemFlags.Unverified,
        };
        var bare = new ItemVersion { Key = "b", Kind = ItemKind.File, Name = "" };
        ItemVersion empty = bare with { Key = "", ParentKey = "", From = "", To = "", VersionTag = "", Content = new ContentReference(0, Sha256Hash.Of([]), Array.Empty<byte>()) };
        CachedObject target = await OpenAsync();
        await WriteHeadAsync(target, 1, SegmentKind.Full, Upsert(full), Upsert(bare), Upsert(empty));
        foreach (ItemVersion version in (ItemVersion[])[full, bare, empty])
            Assert.Equal(Describe(version), Describe((await Cache.FindItemAsync(target.Id, 1, version.Key, None))!));
        Assert.Equal([bare.Key], (await ToListAsync(Cache.ListChildrenAsync(target.Id, 1, null, None))).Select(v => v.Key));
        Assert.Equal([empty.Key], (await ToListAsync(Cache.ListChildrenAsync(target.Id, 1, "", None))).Select(v => v.Key));
    }

    [Fact]
    public async Task Each_head_stays_as_it_was()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a", name: "a1")), Upsert(Message("b", name: "b1")));
        await CommitHeadAsync(target, 2, SegmentKind.Incremental, Upsert(Message("a", name: "a2", parent: "other")), Remove("b"), Upsert(Message("c")));
        HeadTotals third = await CommitHeadAsync(target, 3, SegmentKind.Incremental, Upsert(Message("b", name: "b3")), Remove("c"), Remove("never there"));

        Assert.Equal(["a", "b"], await KeysAsync(target, 1));
        Assert.Equal(["a", "c"], await KeysAsync(target, 2));
        Assert.Equal(["a", "b"], await KeysAsync(target, 3));
        Assert.Equal("a1", await NameAsync(target, 1, "a"));
        Assert.Equal("a2", await NameAsync(target, 2, "a"));
        Assert.Null(await NameAsync(target, 2, "b"));
        Assert.Equal("b3", await NameAsync(target, 3, "b"));
        Assert.Equal(["a", "b"], (await ToListAsync(Cache.ListChildrenAsync(target.Id, 1, "inbox", None))).Select(v => v.Key).Order());
        Assert.Equal(["c"], (await ToListAsync(Cache.ListChildrenAsync(target.Id, 2, "inbox", None))).Select(v => v.Key));
        Assert.Equal(new HeadTotals(2, 20), third);
    }

    [Fact]
    public async Task Of_several_changes_of_a_key_in_a_head_the_last_counts_in_a_batch_and_across_batches()
    {
        CachedObject target = await OpenAsync();
        for (int head = 1; head <= 2; head++)
        {
            await Cache.ApplyAsync(target.Id, head, SegmentKind.Incremental, [Upsert(Message("a", size: 1)), Upsert(Message("a", size: 2)), Upsert(Message("b")), Remove("b")], None);
            await Cache.ApplyAsync(target.Id, head, SegmentKind.Incremental, [Upsert(Message("a", size: 30 + head)), Upsert(Message("c")), Upsert(Message("d", size: 9))], None);
            await Cache.ApplyAsync(target.Id, head, SegmentKind.Incremental, [Remove("c"), Remove("d"), Upsert(Message("d", size: 8)), Upsert(Message("e"))], None);
            await Cache.ApplyAsync(target.Id, head, SegmentKind.Incremental, [Remove("e"), Upsert(Message("c", size: 5)), Remove("x")], None);
            await Cache.ApplyAsync(target.Id, head, SegmentKind.Incremental, [Upsert(Message("e", size: 6))], None);
            HeadTotals totals = await FinishAsync(target, head, SegmentKind.Incremental);
            await CommitAsync(head, false, Head(target.Identity, head, totals));
            Assert.Equal(["a", "c", "d", "e"], await KeysAsync(target, head));
            Assert.Equal(new HeadTotals(4, 30 + head + 5 + 8 + 6), totals);
            Assert.Equal(30 + head, (await Cache.FindItemAsync(target.Id, head, "a", None))!.Size);
        }

        Assert.Equal(31, (await Cache.FindItemAsync(target.Id, 1, "a", None))!.Size);
    }

    [Fact]
    public async Task A_full_head_ends_what_it_does_not_name()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Folder("f")), Upsert(Message("same")), Upsert(Message("changed")), Upsert(Message("gone")), Upsert(Message("back")), State("s", "1"), State("t", "1"), State("u", "1"));
        await CommitHeadAsync(target, 2, SegmentKind.Incremental, Remove("back"));
        await Cache.ApplyAsync(target.Id, 3, SegmentKind.Full, [Upsert(Message("same")), Upsert(Message("back")), State("s", "1"), State("t", "2")], None);
        await Cache.ApplyAsync(target.Id, 3, SegmentKind.Full, [Upsert(Message("changed", name: "new"))], None);
        HeadTotals totals = await FinishAsync(target, 3, SegmentKind.Full);

        Assert.Equal(new HeadTotals(3, 30), totals);
        Assert.Equal(["back", "changed", "same"], await KeysAsync(target, 3));
        Assert.Equal(["changed", "f", "gone", "same"], await KeysAsync(target, 2));
        Assert.Equal(["s", "t"], (await ToListAsync(Cache.ListStateAsync(target.Id, 3, "", None))).Select(e => e.Key));
        Assert.Equal(["s", "t", "u"], (await ToListAsync(Cache.ListStateAsync(target.Id, 2, "", None))).Select(e => e.Key));
    }

    [Fact]
    public async Task An_empty_full_head_ends_everything()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")), State("s", "1"));
        Assert.Equal(new HeadTotals(0, 0), await FinishAsync(target, 2, SegmentKind.Full));
        Assert.Empty(await KeysAsync(target, 2));
        Assert.Null(await Cache.FindStateAsync(target.Id, 2, "s", None));
        Assert.Equal(["a"], await KeysAsync(target, 1));
    }

    [Fact]
    public async Task Opening_an_object_undoes_what_is_not_committed()
    {
        CachedObject target = await OpenAsync();
        HeadTotals committed = await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a", name: "a1")), Upsert(Message("b")), State("s", "1"));
        await WriteHeadAsync(target, 2, SegmentKind.Incremental, Upsert(Message("a", name: "a2")), Remove("b"), Upsert(Message("c")), State("s", "2"), State("t", "2"));
        await Cache.ApplyAsync(target.Id, 3, SegmentKind.Full, [Upsert(Message("a", name: "a3")), Upsert(Message("d")), State("s", null)], None);
        await ReopenAsync();

        target = await OpenAsync();
        Assert.Equal(1, target.Applied?.Head);
        Assert.Equal(committed, target.Totals);
        for (int head = 1; head <= 3; head++)
        {
            Assert.Equal(["a", "b"], await KeysAsync(target, head));
            Assert.Equal("a1", await NameAsync(target, head, "a"));
            Assert.Equal(["s"], (await ToListAsync(Cache.ListStateAsync(target.Id, head, "", None))).Select(e => e.Key));
        }

        Assert.Equal(new HeadTotals(3, 30), await WriteHeadAsync(target, 2, SegmentKind.Incremental, Upsert(Message("d"))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_first_head_that_was_not_committed_leaves_nothing(bool finished)
    {
        CachedObject target = await OpenAsync();
        await Cache.ApplyAsync(target.Id, 1, SegmentKind.Full, [Upsert(Message("a")), Upsert(Message("b")), Remove("b"), Remove("c"), State("s", "1")], None);
        if (finished)
            await FinishAsync(target, 1, SegmentKind.Full);
        target = await OpenAsync();
        Assert.Null(target.Applied);
        Assert.Equal(new HeadTotals(1, 10), await WriteHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("c"))));
        Assert.Equal(["c"], await KeysAsync(target, 1));
        Assert.Null(await Cache.FindStateAsync(target.Id, 1, "s", None));
    }

    [Fact]
    public async Task Rolling_back_without_leftovers_changes_nothing()
    {
        CachedObject target = await OpenAsync();
        await Cache.RollBackAsync(target.Id, 0, None);
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")));
        await Cache.RollBackAsync(target.Id, 0, None);
        Assert.Equal(["a"], await KeysAsync(target, 1));
    }

    [Fact]
    public async Task A_head_that_is_to_be_kept_stays_and_what_came_after_it_goes()
    {
        CachedObject target = await OpenAsync();
        await WriteHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")), State("s", "1"));
        await WriteHeadAsync(target, 2, SegmentKind.Incremental, Upsert(Message("b")), Remove("a"));
        await Cache.ApplyAsync(target.Id, 3, SegmentKind.Incremental, [Upsert(Message("c")), State("s", "3")], None);

        target = await Cache.OpenObjectAsync(CacheSamples.Identity(), CacheSamples.Segment(CacheSamples.Identity(), 2), None);

        Assert.Null(target.Committed);
        Assert.Equal(2, target.Newest?.Head);
        Assert.Equal(1, target.Kept?.Items);
        Assert.Equal(["b"], await KeysAsync(target, 2));
        Assert.Equal(new HeadTotals(2, 20), await WriteHeadAsync(target, 3, SegmentKind.Incremental, Upsert(Message("d"))));
        Assert.Null((await OpenAsync()).Applied);
    }

    [Fact]
    public async Task A_head_to_be_kept_that_is_another_one_is_rolled_back()
    {
        CachedObject target = await OpenAsync();
        await WriteHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")));
        SegmentReference other = CacheSamples.Segment(target.Identity, 1) with { Name = "other" };
        target = await Cache.OpenObjectAsync(target.Identity, other, None);
        Assert.Null(target.Newest);
        Assert.Null(target.Applied);
    }

    [Fact]
    public async Task Many_rows_are_rolled_back_and_given_back()
    {
        const int count = 41_000;
        CachedObject target = await OpenAsync();
        ChangeRecord[] changes = [.. Enumerable.Range(0, count).Select(i => Upsert(Message($"m{i}")))];
        await CommitHeadAsync(target, 1, SegmentKind.Full, changes);
        await Cache.ApplyAsync(target.Id, 2, SegmentKind.Incremental, [.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? Remove($"m{i}") : Upsert(Message($"m{i}", name: "new")))], None);
        target = await OpenAsync();
        Assert.Equal(new HeadTotals(count, count * 10), target.Totals);
        List<ItemVersion> items = await ToListAsync(Cache.ListItemsAsync(target.Id, 2, ItemKind.Message, None));
        Assert.Equal(count, items.Count);
        Assert.All(items, item => Assert.Equal("Subject", item.Name));
    }

    [Fact]
    public async Task Synchronising_applies_heads_one_after_the_other_and_commits_them_later()
    {
        CachedObject target = await OpenAsync();
        HeadTotals first = await WriteHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")));
        HeadTotals second = await WriteHeadAsync(target, 2, SegmentKind.Incremental, Upsert(Message("b")));
        HeadTotals third = await WriteHeadAsync(target, 4, SegmentKind.Full, Upsert(Message("b")), Upsert(Message("c")));
        await CommitAsync(1, true, Head(target.Identity, 1, first));
        await CommitAsync(2, false, Head(target.Identity, 2, second));
        await CommitAsync(3, false, Head(target.Identity, 4, third));

        target = await OpenAsync();
        Assert.Equal(4, target.Committed?.Head);
        Assert.Equal(["a"], await KeysAsync(target, 1));
        Assert.Equal(["a", "b"], await KeysAsync(target, 2));
        Assert.Equal(["b", "c"], await KeysAsync(target, 4));
        Assert.Equal(new HeadTotals(2, 20), target.Totals);
    }

    [Fact]
    public async Task Heads_out_of_order_are_refused_and_change_nothing()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")));
        await Cache.ApplyAsync(target.Id, 2, SegmentKind.Incremental, [Upsert(Message("b"))], None);
        await Assert.ThrowsAsync<ConflictException>(() => Cache.ApplyAsync(target.Id, 1, SegmentKind.Incremental, [Remove("a")], None));
        await Assert.ThrowsAsync<ConflictException>(() => Cache.ApplyAsync(target.Id, 3, SegmentKind.Incremental, [Remove("a")], None));
        await Assert.ThrowsAsync<ConflictException>(() => Cache.ApplyAsync(target.Id, 2, SegmentKind.Full, [Remove("a")], None));
        SegmentReference foreign = Segment(target.Identity, 2) with { ObjectKey = "another" };
        await Assert.ThrowsAsync<ConflictException>(() => Cache.FinishHeadAsync(target.Id, foreign, SegmentKind.Incremental, None));
        await Assert.ThrowsAsync<NotFoundException>(() => Cache.ApplyAsync(target.Id + 1_000, 1, SegmentKind.Full, [], None));
        Assert.Equal(new HeadTotals(2, 20), await FinishAsync(target, 2, SegmentKind.Incremental));
    }

    [Fact]
    public async Task State_entries_have_versions_and_are_listed_by_prefix()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, State("token/a", "1"), State("token/b", "1"), State("Token/a", "x"), State("tokens", "y"), State("token", ""));
        await CommitHeadAsync(target, 2, SegmentKind.Incremental, State("token/a", "2"), State("token/b", null), State("token/c", "0"), State("token/c", "2"), State("gone", "1"), State("gone", null));

        Assert.Equal("token/a=1 token/b=1", await StatesAsync(target, 1, "token/"));
        Assert.Equal("token/a=2 token/c=2", await StatesAsync(target, 2, "token/"));
        Assert.Equal("", await StatesAsync(target, 2, "nothing"));
        Assert.Equal("Token/a=x token= token/a=2 token/c=2 tokens=y", await StatesAsync(target, 2, ""));
        Assert.Equal("2", Encoding.UTF8.GetString((await Cache.FindStateAsync(target.Id, 2, "token/a", None))!.Value.Span));
        Assert.Null(await Cache.FindStateAsync(target.Id, 2, "token/b", None));
        Assert.Null(await Cache.FindStateAsync(target.Id, 2, "TOKEN/a", None));
    }

    [Fact]
    public async Task A_renamed_object_keeps_its_chain_and_shows_its_new_name()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")));
        ObjectIdentity renamed = Identity(name: "Anna Schmidt", address: null);
        CachedObject again = await OpenAsync(renamed);
        Assert.Equal(target.Id, again.Id);
        Assert.Equal("Anna Schmidt", again.Identity.Object.DisplayName);
        HeadTotals totals = await WriteHeadAsync(again, 2, SegmentKind.Incremental, Upsert(Message("b")));
        await CommitAsync(2, false, Head(renamed, 2, totals));
        Assert.Equal(renamed, Assert.Single(await ToListAsync(Cache.ListHeadsAsync(Job, 2, None))).Identity);
        Assert.Equal("Anna Müller", Assert.Single(await ToListAsync(Cache.ListHeadsAsync(Job, 1, None))).Identity.Object.DisplayName);
    }

    [Fact]
    public async Task A_cancelled_batch_is_applied_whole_or_not_at_all()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a")));
        ChangeRecord[] changes = [.. Enumerable.Range(0, 20_000).Select(i => Upsert(Message($"m{i}")))];
        using var cancelling = new CancellationTokenSource();
        Task applying = Task.Run(() => Cache.ApplyAsync(target.Id, 2, SegmentKind.Incremental, changes, cancelling.Token));
        await Task.Delay(20);
        await cancelling.CancelAsync();
        Exception? cancelled = await Record.ExceptionAsync(() => applying);
        Assert.True(cancelled is null or OperationCanceledException, cancelled?.ToString());
        HeadTotals totals = await FinishAsync(target, 2, SegmentKind.Incremental);
        Assert.Equal(cancelled is null ? 20_001 : 1, totals.Items);
        Assert.Equal(totals.Items, (await KeysAsync(target, 2)).Length);
    }

    [Fact]
    public async Task Objects_are_written_side_by_side_while_others_read()
    {
        CachedObject read = await OpenAsync();
        await CommitHeadAsync(read, 1, SegmentKind.Full, [.. Enumerable.Range(0, 5_000).Select(i => Upsert(Message($"m{i}")))]);
        await using IAsyncEnumerator<ItemVersion> open = Cache.ListItemsAsync(read.Id, 1, null, None).GetAsyncEnumerator();
        Assert.True(await open.MoveNextAsync());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => WriteObjectAsync($"parallel-{n}"))));
        await WriteHeadAsync(read, 2, SegmentKind.Incremental, Upsert(Message("m0", name: "later")), Remove("m1"));

        int rest = 0;
        while (await open.MoveNextAsync())
            rest++;
        Assert.Equal(4_999, rest);
    }

    private async Task WriteObjectAsync(string id)
    {
        CachedObject target = await OpenAsync(Identity(id));
        for (int batch = 0; batch < 10; batch++)
            await Cache.ApplyAsync(target.Id, 1, SegmentKind.Full, [.. Enumerable.Range(0, 200).Select(i => Upsert(Message($"m{(batch * 150) + i}")))], None);
        Assert.Equal(new HeadTotals(1_550, 15_500), await FinishAsync(target, 1, SegmentKind.Full));
        Assert.Equal(1_550, (await KeysAsync(target, 1)).Length);
    }

    private async Task<string> StatesAsync(CachedObject target, int head, string prefix) =>
        string.Join(' ', (await ToListAsync(Cache.ListStateAsync(target.Id, head, prefix, None))).Select(e => $"{e.Key}={Encoding.UTF8.GetString(e.Value.Span)}"));
}
