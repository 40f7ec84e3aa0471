using System.Globalization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>An object as a search sees it: the head that the restore point holds and, when history is asked for, those that earlier ones held.</summary>
internal sealed class SearchedObject
{
    private readonly IReadOnlyList<HeadSpan> _held;
    private readonly bool _includeDeleted;
    private readonly bool _allVersions;

    /// <param name="id">The cache's number.</param>
    /// <param name="record">Its newest head.</param>
    /// <param name="current">True when the restore point holds that head; false when it holds the object no more.</param>
    /// <param name="held">The heads that restore points hold, oldest first; empty when history is not asked for.</param>
    /// <param name="query">What is asked for.</param>
    public SearchedObject(long id, HeadRecord record, bool current, IReadOnlyList<HeadSpan> held, ItemQuery query)
    {
        Id = id;
        Record = record;
        Current = current ? record.Segment.Head : null;
        _held = held;
        _includeDeleted = query.IncludeDeleted;
        _allVersions = query.AllVersions;
    }

    public long Id { get; }

    public HeadRecord Record { get; }

    /// <summary>The head that the restore point holds; null when it holds the object no more.</summary>
    public int? Current { get; }

    /// <summary>The newest head that counts.</summary>
    public int Newest => Record.Segment.Head;

    /// <summary>True when only the rows alive at <see cref="Newest"/> are wanted.</summary>
    public bool IsPlain => !_includeDeleted && !_allVersions;

    /// <summary>True for rows that can count, before anything else is read of them.</summary>
    public bool Holds(long from, long to) => IsPlain ? from <= Newest && to > Newest : from <= Newest && (IsAt(Current, from, to) || LastHeld(from, to) is not null);

    /// <summary>The item, if this version of it is wanted.</summary>
    /// <param name="from">The version's first head.</param>
    /// <param name="to">The head that ended it.</param>
    /// <param name="intervals">From and to of all versions of its key; null when this is the newest.</param>
    /// <param name="version">The version.</param>
    public CachedItem? Take(long from, long to, string? intervals, Func<ItemVersion> version)
    {
        if (IsPlain)
            return new CachedItem(Id, Newest, Record.Identity, version());
        bool isCurrent = IsAt(Current, from, to);
        List<(long From, long To)> all = intervals is null ? [(from, to)] : Parse(intervals);
        bool isDeleted = !isCurrent && !all.Exists(v => IsAt(Current, v.From, v.To));
        if (isDeleted && !_includeDeleted)
            return null;
        bool isNewest = isCurrent || (isDeleted && !all.Exists(v => v.From > from && LastHeld(v.From, v.To) is not null));
        if (!isNewest && !_allVersions)
            return null;
        HeadSpan last = LastHeld(from, to)!;
        return new CachedItem(Id, isCurrent ? Newest : last.Head, Record.Identity, version())
        {
            History = new ItemHistory(isDeleted, isCurrent, FirstHeld(from, to)!.FirstSequence, last.LastSequence),
        };
    }

    private static bool IsAt(int? head, long from, long to) => head is { } at && from <= at && at < to;

    private static List<(long From, long To)> Parse(string intervals)
    {
        var all = new List<(long From, long To)>();
        foreach (string interval in intervals.Split(','))
        {
            int space = interval.IndexOf(' ', StringComparison.Ordinal);
            all.Add((long.Parse(interval.AsSpan(0, space), CultureInfo.InvariantCulture), long.Parse(interval.AsSpan(space + 1), CultureInfo.InvariantCulture)));
        }

        return all;
    }

    private HeadSpan? FirstHeld(long from, long to)
    {
        int index = IndexOf(from);
        return index < _held.Count && _held[index].Head < to ? _held[index] : null;
    }

    private HeadSpan? LastHeld(long from, long to)
    {
        int index = IndexOf(to) - 1;
        return index >= 0 && _held[index].Head >= from ? _held[index] : null;
    }

    /// <summary>The first held head that is not before one.</summary>
    private int IndexOf(long head)
    {
        int low = 0, high = _held.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_held[middle].Head < head)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
