using System.Text;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Cache;

/// <summary>One object of a cache as plainly as can be: a whole copy of everything for each head.</summary>
internal sealed class CacheModel(ObjectIdentity identity)
{
    private HeadContent? _open;

    public ObjectIdentity Identity { get; } = identity;

    public SortedDictionary<int, HeadContent> Heads { get; } = [];

    public int Committed { get; set; }

    public int Applied => Heads.Count == 0 ? 0 : Heads.Keys.Last();

    public void Apply(SegmentKind kind, IReadOnlyList<ChangeRecord> changes)
    {
        _open ??= kind == SegmentKind.Full || Applied == 0 ? new HeadContent() : Heads[Applied].Copy();
        foreach (ChangeRecord change in changes)
            _open.Apply(change);
    }

    public HeadContent Finish(int head, SegmentKind kind)
    {
        Apply(kind, []);
        Heads[head] = _open!;
        _open = null;
        return Heads[head];
    }

    public void RollBack()
    {
        _open = null;
        foreach (int head in Heads.Keys.Where(head => head > Committed).ToArray())
            Heads.Remove(head);
    }

    /// <summary>What is alive at a head.</summary>
    internal sealed class HeadContent
    {
        public Dictionary<string, ItemVersion> Items { get; private init; } = new(StringComparer.Ordinal);

        public Dictionary<string, string> States { get; private init; } = new(StringComparer.Ordinal);

        public HeadTotals Totals => new(Items.Values.Count(NotFolder), Items.Values.Where(NotFolder).Sum(v => v.Size));

        public HeadContent Copy() => new() { Items = new(Items, StringComparer.Ordinal), States = new(States, StringComparer.Ordinal) };

        public void Apply(ChangeRecord change)
        {
            switch (change)
            {
                case ChangeRecord.Upserted(var version):
                    Items[version.Key] = version;
                    break;
                case ChangeRecord.Removed(var key):
                    Items.Remove(key);
                    break;
                case ChangeRecord.StateChanged(var key, null):
                    States.Remove(key);
                    break;
                case ChangeRecord.StateChanged(var key, { } value):
                    States[key] = Encoding.UTF8.GetString(value.Span);
                    break;
            }
        }

        private static bool NotFolder(ItemVersion version) => version.Kind != ItemKind.Folder;
    }
}
