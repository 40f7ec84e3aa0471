using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using static Veeam365.Backup.Tests.Cache.CacheSamples;

namespace Veeam365.Backup.Tests.Cache;

public abstract partial class CacheConformance
{
    public static TheoryData<string, string> WordSearches => new()
    {
        { "report", "annual|report2" },
        { "REPORT annual", "annual" },
        { "annual report", "annual" },
        { "report annual", "annual" },
        { "\"annual report\"", "annual" },
        { "\"report annual\"", "" },
        { "rep*", "annual|report2" },
        { "repo", "" },
        { "muller", "umlaut" },
        { "MÜLLER", "umlaut" },
        { "straße", "umlaut" },
        { "ada@contoso.example", "annual|report2" },
        { "ada@contoso", "annual|report2" },
        { "ben@contoso.example", "umlaut" },
        { "2026", "annual" },
        { "議", "cjk" },
        { "会議", "cjk" },
        { "議会", "" },
        { "report_final.pdf", "report2" },
        { "contoso", "annual|cjk|report2|umlaut" },
        { "смета", "" },
    };

    [Theory]
    [MemberData(nameof(WordSearches))]
    public async Task Words_are_found_before_and_after_they_are_indexed(string words, string expected)
    {
        await CommitHeadAsync(
            await OpenAsync(),
            1,
            SegmentKind.Full,
            Upsert(Folder("inbox", name: "Report folder")),
            Upsert(Message("annual", name: "RE: Annual Report (2026)") with { From = "ada@contoso.example", To = null }),
            Upsert(Message("report2", name: "report_final.pdf") with { From = "ada@contoso.example" }),
            Upsert(Message("umlaut", name: "Müller, Straße 5") with { From = "x@contoso.example", To = "ada@example.com; ben@contoso.example" }),
            Upsert(Message("cjk", name: "会議の議事録\uD800") with { From = "y@contoso.example" }));
        string[] wanted = expected.Split('|', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(wanted, await FindAsync(s_all with { Words = [words] }));
        Assert.Equal(5, await Cache.IndexWordsAsync(None));
        Assert.Equal(wanted, await FindAsync(s_all with { Words = [words] }));
        Assert.Equal(0, await Cache.IndexWordsAsync(None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!")]
    [InlineData("*")]
    [InlineData("*port")]
    [InlineData("re?ort")]
    public async Task A_search_without_words_or_with_a_pattern_is_refused(string words) =>
        await Assert.ThrowsAsync<InvalidSettingException>(() => FindAsync(s_all with { Words = [words] }));

    [Fact]
    public async Task Words_are_searched_as_of_the_restore_point_whatever_is_indexed()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a", name: "first draft")), Upsert(Message("b", name: "draft too")));
        await Cache.IndexWordsAsync(None);
        await CommitHeadAsync(target, 2, SegmentKind.Incremental, Upsert(Message("a", name: "final")), Upsert(Message("c", name: "another draft")), Remove("b"));

        Assert.Equal(["a", "b"], await FindAsync(s_all with { Words = ["draft"] }));
        Assert.Equal(["c"], await FindAsync(s_all with { Sequence = 2, Words = ["draft"] }));
        Assert.Equal(["a"], await FindAsync(s_all with { Sequence = 2, Words = ["final"] }));
        Assert.Equal(2, await Cache.IndexWordsAsync(None));
        Assert.Equal(["a", "b"], await FindAsync(s_all with { Words = ["draft"] }));
        Assert.Equal(["c"], await FindAsync(s_all with { Sequence = 2, Words = ["draft"] }));
    }

    [Fact]
    public async Task Rows_that_are_undone_leave_the_index_and_their_successors_enter_it()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("kept", name: "alpha")));
        await WriteHeadAsync(target, 2, SegmentKind.Incremental, Upsert(Message("undone", name: "beta")));
        Assert.Equal(2, await Cache.IndexWordsAsync(None));
        await Cache.RollBackAsync(target.Id, 0, None);
        await CommitHeadAsync(target, 2, SegmentKind.Incremental, Upsert(Message("other", name: "gamma")));

        foreach (int _ in (int[])[1, 2])
        {
            Assert.Empty(await FindAsync(s_all with { Sequence = 2, Words = ["beta"] }));
            Assert.Equal(["other"], await FindAsync(s_all with { Sequence = 2, Words = ["gamma"] }));
            Assert.Equal(["kept"], await FindAsync(s_all with { Sequence = 2, Words = ["alpha"] }));
            await Cache.IndexWordsAsync(None);
        }
    }

    [Fact]
    public async Task A_cache_begun_anew_indexes_anew()
    {
        await CommitHeadAsync(await OpenAsync(), 1, SegmentKind.Full, Upsert(Message("old", name: "same words")), Upsert(Message("older", name: "same words")));
        await Cache.IndexWordsAsync(None);
        await Cache.ClearAsync(None);
        await CommitHeadAsync(await OpenAsync(), 1, SegmentKind.Full, Upsert(Message("new", name: "same words")));
        Assert.Equal(["new"], await FindAsync(s_all with { Words = ["same"] }));
        Assert.Equal(1, await Cache.IndexWordsAsync(None));
        Assert.Equal(["new"], await FindAsync(s_all with { Words = ["same"] }));
    }

    [Fact]
    public async Task Words_of_one_object_among_many_are_found()
    {
        var heads = new List<HeadRecord>();
        for (int i = 0; i < 20; i++)
        {
            ObjectIdentity identity = Identity($"u{i}", $"User {i}", $"u{i}@example.com");
            heads.Add(Head(identity, 1, await WriteHeadAsync(await OpenAsync(identity), 1, SegmentKind.Full, Upsert(Message($"m{i}", name: "common word")))));
        }

        await CommitAsync(1, true, [.. heads]);
        await Cache.IndexWordsAsync(None);
        Assert.Equal(20, (await FindAsync(s_all with { Words = ["common"] })).Length);
        Assert.Equal(["m7"], await FindAsync(s_all with { Words = ["common"], ObjectName = "u7@*" }));
        Assert.Equal(["m7"], await FindAsync(s_all with { Words = ["common"], ObjectKeys = [Identity("u7").Key] }));
    }

    [Fact]
    public async Task An_item_with_more_words_than_are_indexed_is_found()
    {
        string recipients = string.Join("; ", Enumerable.Range(0, 20_000).Select(i => $"person{i}@example.com"));
        await CommitHeadAsync(await OpenAsync(), 1, SegmentKind.Full, Upsert(Message("many") with { To = recipients }), Upsert(Message("few") with { To = "person19999@example.com" }));
        await Cache.IndexWordsAsync(None);
        Assert.Equal(["few", "many"], await FindAsync(s_all with { Words = ["person19999"] }));
        Assert.Equal(["many"], await FindAsync(s_all with { Words = ["person777"] }));
        Assert.Empty(await FindAsync(s_all with { Words = ["person20000"] }));
    }

    [Fact]
    public async Task Facts_narrow_what_is_found()
    {
        var day = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
        await CommitHeadAsync(
            await OpenAsync(),
            1,
            SegmentKind.Full,
            Upsert(Message("early", size: 10) with { ModifiedAt = day, To = "ann@example.com" }),
            Upsert(Message("late", size: 2_000) with { ModifiedAt = day.AddDays(1), Flags = ItemFlags.HasAttachments | ItemFlags.IsRead, To = "bob@example.com\0" }),
            Upsert(Message("undated", size: 300) with { CreatedAt = day.AddDays(-9), ModifiedAt = null, To = null }));
        Assert.Equal(["early", "late"], await FindAsync(s_all with { ChangedFrom = day }));
        Assert.Equal(["early", "undated"], await FindAsync(s_all with { ChangedBefore = day.AddDays(1) }));
        Assert.Equal(["late", "undated"], await FindAsync(s_all with { MinimumSize = 300 }));
        Assert.Equal(["early", "undated"], await FindAsync(s_all with { MaximumSize = 300 }));
        Assert.Equal(["late"], await FindAsync(s_all with { HasAttachments = true }));
        Assert.Equal(["early", "undated"], await FindAsync(s_all with { HasAttachments = false }));
        Assert.Equal(["late"], await FindAsync(s_all with { To = "bob@*" }));
        Assert.Equal(["early"], await FindAsync(s_all with { To = "*ANN@*", MaximumSize = 10 }));
    }

    [Fact]
    public async Task Deleted_items_and_all_versions_are_found_as_restore_points_hold_them()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("a", name: "a1")), Upsert(Message("b", name: "b1")), Upsert(Message("c", name: "c1")));
        await CommitHeadAsync(target, 2, SegmentKind.Incremental, Upsert(Message("a", name: "a2")), Remove("b"));
        await CommitHeadAsync(target, 3, SegmentKind.Incremental, Upsert(Message("a", name: "a3")), Upsert(Message("b", name: "b3")), Remove("c"));
        // A head that no restore point holds: what came and went in it was never restorable.
        await WriteHeadAsync(target, 4, SegmentKind.Incremental, Upsert(Message("a", name: "a4")), Upsert(Message("d", name: "d4")));
        HeadTotals totals = await WriteHeadAsync(target, 5, SegmentKind.Incremental, Upsert(Message("a", name: "a5")), Remove("d"), Remove("b"));
        await CommitAsync(4, false, Head(target.Identity, 5, totals));

        Assert.Equal(["a5"], await NamesAsync(s_all with { Sequence = 4 }));
        Assert.Equal(["a5", "b3 deleted", "c1 deleted"], await NamesAsync(s_all with { Sequence = 4, IncludeDeleted = true }));
        Assert.Equal(["a1 old", "a2 old", "a3 old", "a5"], await NamesAsync(s_all with { Sequence = 4, AllVersions = true }));
        Assert.Equal(
            ["a1 old", "a2 old", "a3 old", "a5", "b1 deleted", "b3 deleted", "c1 deleted"],
            await NamesAsync(s_all with { Sequence = 4, AllVersions = true, IncludeDeleted = true }));
        Assert.Equal(["a2", "b1 deleted", "c1"], await NamesAsync(s_all with { Sequence = 2, IncludeDeleted = true }));
        Assert.Equal(["a1 old", "a2", "c1"], await NamesAsync(s_all with { Sequence = 2, AllVersions = true, Name = "*" }));
        Assert.Equal(["b1 deleted", "b3 deleted"], await NamesAsync(s_all with { Sequence = 4, AllVersions = true, IncludeDeleted = true, ItemKey = "b" }));
        await Cache.IndexWordsAsync(None);
        Assert.Equal(["b3 deleted"], await NamesAsync(s_all with { Sequence = 4, Words = ["b3"], IncludeDeleted = true }));
        Assert.Equal(["a2 old"], await NamesAsync(s_all with { Sequence = 4, Words = ["a2"], AllVersions = true }));
        Assert.Empty(await NamesAsync(s_all with { Sequence = 4, Words = ["d4"], AllVersions = true, IncludeDeleted = true }));

        ItemHistory history = Assert.Single(await ToListAsync(Cache.QueryAsync(s_all with { Sequence = 4, Name = "b3", IncludeDeleted = true }, None))).History!;
        Assert.Equal((3L, 3L), (history.FirstSequence, history.LastSequence));
        history = Assert.Single(await ToListAsync(Cache.QueryAsync(s_all with { Sequence = 4, Name = "c1", IncludeDeleted = true }, None))).History!;
        Assert.Equal((1L, 2L), (history.FirstSequence, history.LastSequence));
    }

    [Fact]
    public async Task What_was_in_an_object_that_left_the_job_is_found_as_deleted()
    {
        ObjectIdentity anna = Identity("a", "Anna", "anna@example.com"), berta = Identity("b", "Berta", "berta@example.com");
        CachedObject a = await OpenAsync(anna), b = await OpenAsync(berta);
        HeadRecord headOfA = Head(anna, 1, await WriteHeadAsync(a, 1, SegmentKind.Full, Upsert(Message("of a"))));
        HeadRecord headOfB = Head(berta, 1, await WriteHeadAsync(b, 1, SegmentKind.Full, Upsert(Message("of b"))));
        await CommitAsync(1, true, headOfA, headOfB);
        await CommitAsync(2, true, headOfA);
        Assert.Equal(["of a"], await FindAsync(s_all with { Sequence = 2 }));
        Assert.Equal(["of a", "of b"], await FindAsync(s_all with { Sequence = 2, IncludeDeleted = true }));
        Assert.Equal(["of a"], await FindAsync(s_all with { Sequence = 2, AllVersions = true }));
        Assert.True(Assert.Single(await ToListAsync(Cache.QueryAsync(s_all with { Sequence = 2, IncludeDeleted = true, ObjectName = "berta*" }, None))).History!.IsDeleted);
    }

    [Fact]
    public async Task Who_wants_the_first_item_only_does_not_wait_for_the_others()
    {
        await CommitHeadAsync(await OpenAsync(), 1, SegmentKind.Full, [.. Enumerable.Range(0, 5_000).Select(i => Upsert(Message($"m{i}", name: "word")))]);
        await Cache.IndexWordsAsync(None);
        foreach (ItemQuery query in (ItemQuery[])[s_all, s_all with { Name = "w*" }, s_all with { Words = ["word"] }])
        {
            for (int i = 0; i < 3; i++)
                Assert.NotNull(await Cache.QueryAsync(query, None).FirstAsync());
        }
    }

    private async Task<string[]> NamesAsync(ItemQuery query) =>
        [.. (await ToListAsync(Cache.QueryAsync(query, None))).Select(found => found.Version.Name + (found.History switch
        {
            { IsDeleted: true } => " deleted",
            { IsCurrent: false } => " old",
            _ => "",
        })).Order(StringComparer.Ordinal)];
}
