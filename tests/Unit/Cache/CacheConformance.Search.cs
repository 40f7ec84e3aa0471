using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using static Veeam365.Backup.Tests.Cache.CacheSamples;

namespace Veeam365.Backup.Tests.Cache;

public abstract partial class CacheConformance
{
    private static readonly ItemQuery s_all = new() { JobId = Job, Sequence = 1 };

    public static TheoryData<string> HostileTexts => new(
        "",
        " ",
        "%",
        "_",
        "\\",
        "'; DROP TABLE item; --",
        "\"[]{}()^$.|+#",
        "a\0b",
        "\0",
        "\u001A",
        "\u001A0041",
        "\uD800",
        "x\uDC00",
        "\uDC00\uD800",
        "\uD83D\uDE00 ok \uD83D",
        "\uFFFF\uFFFE\uFEFF\u202E",
        "line\r\nbreak\t",
        "é or e\u0301",
        "ΑΒΓ İıſK");

    [Theory]
    [MemberData(nameof(HostileTexts), DisableDiscoveryEnumeration = true)] // enumerated, the texts would pass through UTF-8 and lose what makes them hostile
    public async Task Any_text_comes_back_and_is_found(string text)
    {
        ItemVersion version = Message(text, parent: text + "/p", name: text) with { From = text, To = text, VersionTag = text };
        ObjectIdentity identity = Identity(id: text + "id", name: text, address: text);
        CachedObject target = await OpenAsync(identity);
        HeadTotals totals = await WriteHeadAsync(target, 1, SegmentKind.Full, Upsert(version), Upsert(Message("another", name: "\u0001 nothing like it")), State(text, text));
        await CommitAsync(1, true, Head(identity, 1, totals));

        Assert.Equal(Describe(version), Describe((await Cache.FindItemAsync(target.Id, 1, text, None))!));
        Assert.Equal(Describe(version), Describe(Assert.Single(await ToListAsync(Cache.ListChildrenAsync(target.Id, 1, text + "/p", None)))));
        Assert.Equal(identity, Assert.Single(await ToListAsync(Cache.ListHeadsAsync(Job, 1, None))).Identity);
        Assert.NotNull(await Cache.FindStateAsync(target.Id, 1, text, None));
        Assert.Equal(text, Assert.Single(await ToListAsync(Cache.ListStateAsync(target.Id, 1, text, None))).Key);
        Assert.Equal([text], await FindAsync(s_all with { Name = text, From = text, ItemKey = null, ObjectName = text }));
        Assert.Equal([text], await FindAsync(s_all with { ItemKey = text, ParentKeys = [text + "/p"] }));
        Assert.Contains(text, await FindAsync(s_all with { Name = "*" + text + "*" }));
        Assert.Contains(text, await FindAsync(s_all with { Name = text.Replace('\u017F', '?').ToUpperInvariant() }));
    }

    [Fact]
    public async Task A_subject_of_100_000_characters_comes_back_and_is_found()
    {
        string subject = string.Concat(Enumerable.Repeat("Übergröße ", 10_000));
        await CommitHeadAsync(await OpenAsync(), 1, SegmentKind.Full, Upsert(Message("long", name: subject)), Upsert(Message("short")));
        Assert.Equal(["long"], await FindAsync(s_all with { Name = "*übergrÖße*GRÖßE *" }));
        Assert.Equal(["long"], await FindAsync(s_all with { Name = subject }));
        Assert.Equal(["long"], await FindAsync(s_all with { Name = subject[..^1] + "?" }));
        Assert.Equal(subject, Assert.Single(await ToListAsync(Cache.QueryAsync(s_all with { Name = "*größe*" }, None))).Version.Name);
    }

    [Theory]
    [InlineData("report", "Report")]
    [InlineData("REPORT", "Report")]
    [InlineData("Rep", null)]
    [InlineData("rep*", "Report|reporting")]
    [InlineData("*ING", "reporting")]
    [InlineData("rep?rt", "Report")]
    [InlineData("rep?rt*", "Report|reporting")]
    [InlineData("ÄPFEL*", "äpfel & birnen")]
    [InlineData("*öß*", "GRÖßE")]
    [InlineData("?pfel*", "äpfel & birnen")]
    [InlineData("100%", "100%")]
    [InlineData("100_", "100_")]
    [InlineData("100*", "100%|100_")]
    [InlineData("a\\b", "a\\b")]
    [InlineData("смета*", "СМЕТА 2024")]
    [InlineData("?", "\uD83D\uDE00|\0")]
    [InlineData("*", "Report|reporting|äpfel & birnen|GRÖßE|100%|100_|a\\b|СМЕТА 2024|\uD83D\uDE00|\0|")]
    [InlineData("", "")]
    public async Task Patterns_match_without_case(string pattern, string? names)
    {
        string[] all = ["Report", "reporting", "äpfel & birnen", "GRÖßE", "100%", "100_", "a\\b", "СМЕТА 2024", "\uD83D\uDE00", "\0", ""];
        await CommitHeadAsync(await OpenAsync(), 1, SegmentKind.Full, [.. all.Select((name, i) => Upsert(Message($"k{i}", name: name) with { From = name }))]);
        string[] expected = names is null ? [] : [.. names.Split('|').Order(StringComparer.Ordinal)];
        Assert.Equal(expected, (await ToListAsync(Cache.QueryAsync(s_all with { Name = pattern }, None))).Select(i => i.Version.Name).Order(StringComparer.Ordinal));
        Assert.Equal(expected, (await ToListAsync(Cache.QueryAsync(s_all with { From = pattern }, None))).Select(i => i.Version.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Filters_narrow_what_is_found()
    {
        ObjectIdentity anna = Identity("a", "Anna", "anna@example.com"), berta = Identity("b", "Berta", null, Workload.OneDrive);
        CachedObject a = await OpenAsync(anna), b = await OpenAsync(berta);
        HeadTotals at = await WriteHeadAsync(a, 1, SegmentKind.Full, Upsert(Folder("inbox")), Upsert(Folder("sub", "inbox")), Upsert(Message("m1")), Upsert(Message("m2", "sub")), Upsert(Message("Same") with { From = null }));
        HeadTotals bt = await WriteHeadAsync(b, 1, SegmentKind.Full, Upsert(Message("f1", "root") with { Kind = ItemKind.File }), Upsert(Message("same", "inbox") with { Kind = ItemKind.File }));
        await CommitAsync(1, true, Head(anna, 1, at), Head(berta, 1, bt));
        await WriteHeadAsync(a, 2, SegmentKind.Incremental, Upsert(Message("later")), Remove("m1"));

        Assert.Equal(["Same", "f1", "m1", "m2", "same"], await FindAsync(s_all));
        Assert.Equal(["Same", "f1", "inbox", "m1", "m2", "same", "sub"], await FindAsync(s_all with { IncludeFolders = true }));
        Assert.Equal(["inbox", "sub"], await FindAsync(s_all with { Kinds = [ItemKind.Folder] }));
        Assert.Equal(["f1", "same"], await FindAsync(s_all with { Kinds = [ItemKind.File] }));
        Assert.Equal(["f1", "same"], await FindAsync(s_all with { Workloads = [Workload.OneDrive] }));
        Assert.Equal(["Same", "m1", "m2"], await FindAsync(s_all with { ObjectKeys = [anna.Key] }));
        Assert.Equal(["Same", "m1", "m2"], await FindAsync(s_all with { ObjectName = "ANNA@*" }));
        Assert.Equal(["f1", "same"], await FindAsync(s_all with { ObjectName = "b*" }));
        Assert.Equal(["Same", "m1", "same"], await FindAsync(s_all with { ParentKeys = ["inbox", "inbox", "nowhere"] }));
        Assert.Equal(["Same", "m1", "same", "sub"], await FindAsync(s_all with { ParentKeys = ["inbox"], IncludeFolders = true }));
        Assert.Empty(await FindAsync(s_all with { ParentKeys = [] }));
        Assert.Equal(["same"], await FindAsync(s_all with { ItemKey = "same" }));
        Assert.Empty(await FindAsync(s_all with { ItemKey = "inbox" }));
        Assert.Equal(["inbox"], await FindAsync(s_all with { ItemKey = "inbox", IncludeFolders = true }));
        Assert.Equal(["f1", "m1", "m2", "same"], await FindAsync(s_all with { From = "*@example.com" }));
        Assert.Empty(await FindAsync(s_all with { Sequence = 2 }));
        CachedItem found = Assert.Single(await ToListAsync(Cache.QueryAsync(s_all with { ItemKey = "m2" }, None)));
        Assert.Equal((a.Id, 1, anna), (found.ObjectId, found.Head, found.Identity));
        Assert.Equal(["inbox", "sub"], (await ToListAsync(Cache.ListItemsAsync(a.Id, 1, ItemKind.Folder, None))).Select(v => v.Key).Order());
    }

    [Fact]
    public async Task Keys_differ_by_case()
    {
        CachedObject target = await OpenAsync();
        await CommitHeadAsync(target, 1, SegmentKind.Full, Upsert(Message("AAA=", name: "upper")), Upsert(Message("aaa=", name: "lower")));
        await CommitHeadAsync(target, 2, SegmentKind.Incremental, Remove("aaa="));
        Assert.Equal("upper", await NameAsync(target, 2, "AAA="));
        Assert.Null(await NameAsync(target, 2, "aaa="));
    }

    private async Task<string[]> FindAsync(ItemQuery query) =>
        [.. (await ToListAsync(Cache.QueryAsync(query, None))).Select(found => found.Version.Key).Order(StringComparer.Ordinal)];
}
