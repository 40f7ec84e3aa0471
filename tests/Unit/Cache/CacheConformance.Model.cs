using System.Text;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using static Veeam365.Backup.Tests.Cache.CacheSamples;

namespace Veeam365.Backup.Tests.Cache;

public abstract partial class CacheConformance
{
    private static readonly string?[] s_parents = [null, "p1", "p2", "k3"];
    private static readonly string[] s_names = ["alpha", "Beta", "ÄRGER", "be\0ta", "100%"];
    private static readonly string[] s_patterns = ["*", "*A*", "beta", "be?ta", "ärger", "1__%", "100%"];

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 12));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_happens_it_shows_what_a_plain_copy_of_every_head_would_show(int seed)
    {
        var random = new Random(seed);
        CacheModel[] models = [new(Identity("model-a")), new(Identity("model-b", "Berta"))];
        var points = new List<Dictionary<CacheModel, int>> { new() };
        for (int step = 0; step < 40; step++)
            await StepAsync(random, models, points);
        await CompareAsync(models, points);
    }

    private async Task StepAsync(Random random, CacheModel[] models, List<Dictionary<CacheModel, int>> points)
    {
        CacheModel model = models[random.Next(models.Length)];
        switch (random.Next(10))
        {
            case 0:
                await ReopenAsync();
                break;
            case 1:
                await LeaveUnfinishedAsync(random, model);
                break;
            case 2:
                await CompareAsync(models, points);
                break;
            default:
                await AdvanceAsync(random, models, model, points);
                break;
        }
    }

    private async Task LeaveUnfinishedAsync(Random random, CacheModel model)
    {
        CachedObject target = await OpenModelAsync(model);
        await ApplyRandomAsync(random, target, model, model.Applied + 1, RandomKind(random));
        if (random.Next(2) == 0)
            await Cache.RollBackAsync(target.Id, 0, None);
        model.RollBack();
        await OpenModelAsync(model);
    }

    private async Task AdvanceAsync(Random random, CacheModel[] models, CacheModel model, List<Dictionary<CacheModel, int>> points)
    {
        CachedObject target = await OpenModelAsync(model);
        int heads = random.Next(1, 4);
        var applied = new List<int>();
        for (int i = 0; i < heads; i++)
        {
            SegmentKind kind = RandomKind(random);
            int head = model.Applied + (random.Next(5) == 0 ? 2 : 1);
            await ApplyRandomAsync(random, target, model, head, kind);
            Assert.Equal(model.Finish(head, kind).Totals, await FinishAsync(target, head, kind));
            applied.Add(head);
        }

        // Some of the heads stay uncommitted: the next opening undoes them.
        foreach (int head in applied.Take(random.Next(heads + 1)))
            await CommitModelAsync(random, models, model, head, points);
    }

    private async Task CommitModelAsync(Random random, CacheModel[] models, CacheModel model, int head, List<Dictionary<CacheModel, int>> points)
    {
        var next = new Dictionary<CacheModel, int>(points[^1]) { [model] = head };
        bool all = random.Next(3) == 0;
        if (all && random.Next(3) == 0)
            next = new() { [model] = head };
        points.Add(next);
        IEnumerable<CacheModel> listed = all ? models.Where(next.ContainsKey) : [model];
        await CommitAsync(points.Count - 1, all, [.. listed.Select(m => Head(m.Identity, next[m], m.Heads[next[m]].Totals))]);
        model.Committed = head;
    }

    private async Task ApplyRandomAsync(Random random, CachedObject target, CacheModel model, int head, SegmentKind kind)
    {
        for (int batch = random.Next(4); batch >= 0; batch--)
        {
            ChangeRecord[] changes = [.. Enumerable.Range(0, random.Next(12)).Select(_ => RandomChange(random))];
            await Cache.ApplyAsync(target.Id, head, kind, changes, None);
            model.Apply(kind, changes);
        }
    }

    private static SegmentKind RandomKind(Random random) => random.Next(3) == 0 ? SegmentKind.Full : SegmentKind.Incremental;

    private static ChangeRecord RandomChange(Random random)
    {
        string key = $"k{random.Next(14)}";
        return random.Next(10) switch
        {
            0 => State($"s{random.Next(4)}", random.Next(3) == 0 ? null : $"{random.Next(2)}"),
            1 or 2 or 3 => Remove(key),
            4 => Upsert(Folder(key, s_parents[random.Next(s_parents.Length)])),
            _ => Upsert(Message(key, s_parents[random.Next(s_parents.Length)], s_names[random.Next(s_names.Length)], random.Next(2))),
        };
    }

    private async Task<CachedObject> OpenModelAsync(CacheModel model)
    {
        model.RollBack();
        CachedObject target = await OpenAsync(model.Identity);
        Assert.Equal(model.Committed, target.Committed?.Head ?? 0);
        Assert.Equal(model.Committed, target.Applied?.Head ?? 0);
        Assert.Equal(model.Committed == 0 ? new HeadTotals(0, 0) : model.Heads[model.Committed].Totals, target.Totals);
        return target;
    }

    private async Task CompareAsync(CacheModel[] models, List<Dictionary<CacheModel, int>> points)
    {
        foreach (CacheModel model in models)
            await CompareHeadsAsync(model);
        for (int sequence = 1; sequence < points.Count; sequence++)
            await ComparePointAsync(sequence, points[sequence]);
    }

    private async Task CompareHeadsAsync(CacheModel model)
    {
        CachedObject target = await OpenModelAsync(model);
        foreach ((int head, CacheModel.HeadContent content) in model.Heads)
        {
            AssertSame(content.Items.Values, await ToListAsync(Cache.ListItemsAsync(target.Id, head, null, None)));
            foreach (string? parent in s_parents)
                AssertSame(content.Items.Values.Where(v => v.ParentKey == parent), await ToListAsync(Cache.ListChildrenAsync(target.Id, head, parent, None)));
            for (int k = 0; k < 15; k++)
                Assert.Equal(content.Items.TryGetValue($"k{k}", out ItemVersion? v) ? Describe(v) : null, await Cache.FindItemAsync(target.Id, head, $"k{k}", None) is { } found ? Describe(found) : null);
            Assert.Equal(
                content.States.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}"),
                (await ToListAsync(Cache.ListStateAsync(target.Id, head, "s", None))).Select(s => $"{s.Key}={Encoding.UTF8.GetString(s.Value.Span)}"));
        }
    }

    private async Task ComparePointAsync(int sequence, Dictionary<CacheModel, int> point)
    {
        Assert.Equal(
            point.Select(h => Head(h.Key.Identity, h.Value, h.Key.Heads[h.Value].Totals).ToString()).Order(StringComparer.Ordinal),
            (await ToListAsync(Cache.ListHeadsAsync(Job, sequence, None))).Select(h => h.ToString()).Order(StringComparer.Ordinal));
        ItemVersion[] all = [.. point.SelectMany(h => h.Key.Heads[h.Value].Items.Values)];
        foreach (string pattern in s_patterns)
        {
            var query = new ItemQuery { JobId = Job, Sequence = sequence, Name = pattern };
            AssertSame(all.Where(v => v.Kind != ItemKind.Folder && PlainMatch(v.Name, pattern)), await QueryAsync(query));
        }

        AssertSame(all.Where(v => v.ParentKey is "p1" or "k3"), await QueryAsync(new ItemQuery { JobId = Job, Sequence = sequence, ParentKeys = ["p1", "k3"], IncludeFolders = true }));
        AssertSame(all.Where(v => v.Key == "k5"), await QueryAsync(new ItemQuery { JobId = Job, Sequence = sequence, ItemKey = "k5", IncludeFolders = true }));
    }

    private async Task<List<ItemVersion>> QueryAsync(ItemQuery query) => [.. (await ToListAsync(Cache.QueryAsync(query, None))).Select(f => f.Version)];

    private static bool PlainMatch(string text, string pattern) =>
        pattern.Length == 0
            ? text.Length == 0
            : pattern[0] == '*'
                ? Enumerable.Range(0, text.Length + 1).Any(i => PlainMatch(text[i..], pattern[1..]))
                : text.Length > 0 && (pattern[0] == '?' || char.ToUpperInvariant(pattern[0]) == char.ToUpperInvariant(text[0])) && PlainMatch(text[1..], pattern[1..]);

    private static void AssertSame(IEnumerable<ItemVersion> expected, IEnumerable<ItemVersion> actual) =>
        Assert.Equal(expected.Select(Describe).Order(StringComparer.Ordinal), actual.Select(Describe).Order(StringComparer.Ordinal));
}
