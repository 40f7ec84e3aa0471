using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;

namespace Veeam365.Backup.Tests.Histories;

/// <summary>
/// Compares what a restore point holds of one workload with what the source held while the session read it, as docs/truth.md defines it.
/// </summary>
internal sealed class HistoryCheck(HistoryWorkload workload, IReadOnlyDictionary<string, ItemText> held, IReadOnlyList<RestoreGap> gaps)
{
    /// <summary>What differs from all that it may be, between two moments.</summary>
    public IEnumerable<string> Compare(long from, long to, IReadOnlyDictionary<string, ItemText> before)
    {
        Dictionary<string, ItemText> truth = workload.At(to);
        ILookup<string, ItemText?> changed = workload.Between(from, to).ToLookup(s => s.Key, s => s.Text, StringComparer.Ordinal);
        HashSet<string> missing = [.. gaps.Where(g => g.Gap.Reason != GapReason.Unverifiable).Select(g => g.Gap.ItemKey!)];
        foreach (string key in held.Keys.Union(truth.Keys).Union(changed.Select(c => c.Key)))
        {
            ItemText? now = held.GetValueOrDefault(key);
            List<ItemText?> states = changed.Contains(key) ? [.. changed[key]] : [truth.GetValueOrDefault(key)];
            // A folder that could not be read keeps what was held of it.
            bool isMissing = workload.GapsOf(key).Any(missing.Contains) || IsBelow(key, before, missing) || (before.GetValueOrDefault(key) is null && IsBelow(key, truth, missing));
            bool isRight = isMissing && now == before.GetValueOrDefault(key);
            if (!isRight && !IsOneOf(now, states))
                yield return $"{workload.Workload} {key}: holds {now?.ToString() ?? "nothing"}; the source held {string.Join(" -> ", states.Select(s => s?.ToString() ?? "nothing"))}";
        }

        foreach ((string key, ItemText text) in held)
        {
            if (ParentOf(text) is { Length: > 0 } parent && !held.ContainsKey(parent) && !changed.Contains(parent))
                yield return $"{workload.Workload} {key}: {text} is in a folder that is not there";
        }
    }

    /// <summary>Told as it was at one moment, and each part read as it was then or later.</summary>
    private static bool IsOneOf(ItemText? now, List<ItemText?> states)
    {
        for (int i = 0; i < states.Count; i++)
        {
            ItemText?[] later = [.. states.Skip(i)];
            if (now is null ? states[i] is null : states[i]?.Told == now.Told && later[0]!.Read.Keys.Union(now.Read.Keys).All(part => later.Any(s => (s?.Reads(part) ?? "") == now.Reads(part))))
                return true;
        }

        return false;
    }

    /// <summary>True for what lies in a folder that is a gap, however deep.</summary>
    private static bool IsBelow(string key, IReadOnlyDictionary<string, ItemText> tree, HashSet<string> missing)
    {
        string? above = key;
        for (int level = 0; level < 100 && above is { Length: > 0 } && tree.GetValueOrDefault(above) is { } text; level++)
        {
            above = ParentOf(text);
            if (missing.Contains(above))
                return true;
        }

        return false;
    }

    private static string ParentOf(ItemText text)
    {
        if (text.Parent is { } known)
            return known;
        int at = text.Told.LastIndexOf(" in ", StringComparison.Ordinal) + 4;
        int end = text.Told.IndexOf(',', at);
        return end < 0 ? text.Told[at..] : text.Told[at..end];
    }
}
