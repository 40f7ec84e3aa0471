using System.Globalization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Golden;

/// <summary>The state of an object, built by applying records in order.</summary>
internal sealed class GoldenTree
{
    private readonly SortedDictionary<string, GoldenItem> _items = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _states = new(StringComparer.Ordinal);

    public void Clear()
    {
        _items.Clear();
        _states.Clear();
    }

    /// <param name="record">The change.</param>
    /// <param name="content">Hash of the item's content as it is read; null for none.</param>
    /// <param name="properties">Hash of its properties.</param>
    public void Apply(ChangeRecord record, string? content = null, string? properties = null)
    {
        switch (record)
        {
            case ChangeRecord.Upserted { Version: var v }:
                _items[v.Key] = new GoldenItem(
                    v.Key, v.Kind.ToString(), v.ParentKey, v.Name, Time(v.CreatedAt), Time(v.ModifiedAt), v.Size, v.VersionTag, v.From, v.To, v.Flags.ToString(), content, properties);
                break;
            case ChangeRecord.Removed removed:
                _items.Remove(removed.Key);
                break;
            case ChangeRecord.StateChanged { Value: { } value } state:
                _states[state.Key] = Sha256Hash.Of(value.Span).ToString();
                break;
            case ChangeRecord.StateChanged state:
                _states.Remove(state.Key);
                break;
        }
    }

    public GoldenObject Take(string name, Workload workload, int head) =>
        new(name, workload.ToString(), head, [.. _items.Values], new SortedDictionary<string, string>(_states, StringComparer.Ordinal));

    private static string? Time(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);
}
