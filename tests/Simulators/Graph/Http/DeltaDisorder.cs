namespace Veeam365.Simulators.Graph;

/// <summary>Makes a round as untidy as the documentation allows: repeated items, any order.</summary>
internal static class DeltaDisorder
{
    public static DeltaPage<T> Apply<T>(GraphSimulatorOptions options, DeltaPage<T> page)
    {
        var position = page.Position;
        if (options.DeltaDuplicates && page.Items.Count > 1)
        {
            page.Items.Add(page.Items[0]);
            // The next page begins with this one's last entry again.
            position -= page.IsLast ? 0 : 1;
        }

        if (options.DeltaReordering)
            Shuffle(page.Items, page.Position);
        return page with { Position = position };
    }

    private static void Shuffle<T>(List<T> items, int seed)
    {
        var random = new SplitMix(0x5EED, (ulong)seed);
        for (var i = items.Count - 1; i > 0; i--)
        {
            var other = random.Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
