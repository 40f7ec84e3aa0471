using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>
/// What a batch of changes of one head comes to: of several changes of one key only the last counts,
/// because no state in between is visible as of any head.
/// </summary>
internal sealed class ChangeBatch
{
    private ChangeBatch(IReadOnlyList<ItemRow> upserts, IReadOnlyList<KeyHash> removals, IReadOnlyDictionary<string, ReadOnlyMemory<byte>?> states)
    {
        Upserts = upserts;
        Removals = removals;
        States = states;
    }

    /// <summary>New versions, in the order of the changes.</summary>
    public IReadOnlyList<ItemRow> Upserts { get; }

    /// <summary>Items that are gone.</summary>
    public IReadOnlyList<KeyHash> Removals { get; }

    /// <summary>State entries; null for those that are gone.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>?> States { get; }

    /// <summary>Encodes and sorts out the changes.</summary>
    public static ChangeBatch From(IReadOnlyList<ChangeRecord> changes)
    {
        var items = new OrderedDictionary<KeyHash, ItemVersion?>(changes.Count);
        var states = new Dictionary<string, ReadOnlyMemory<byte>?>(StringComparer.Ordinal);
        foreach (ChangeRecord change in changes)
        {
            switch (change)
            {
                case ChangeRecord.Upserted(var version):
                    items[KeyHash.Of(version.Key)] = version;
                    break;
                case ChangeRecord.Removed(var key):
                    items[KeyHash.Of(key)] = null;
                    break;
                case ChangeRecord.StateChanged(var key, var value):
                    states[key] = value;
                    break;
            }
        }

        var upserts = new List<ItemRow>(items.Count);
        var removals = new List<KeyHash>();
        foreach ((KeyHash hash, ItemVersion? version) in items)
        {
            if (version is null)
                removals.Add(hash);
            else
                upserts.Add(ItemRow.From(version, hash));
        }

        return new ChangeBatch(upserts, removals, states);
    }
}
