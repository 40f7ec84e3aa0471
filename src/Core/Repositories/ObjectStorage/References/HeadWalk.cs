using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.References;

/// <summary>Follows the restore points of one job, oldest first, and finds which heads the surviving ones hold, those taken over from parents included.</summary>
internal sealed class HeadWalk
{
    private readonly List<PointLabel> _survivors = [];
    private Dictionary<string, (HeadRecord Head, int First)> _current = new(StringComparer.Ordinal);

    /// <summary>Heads that at least one surviving restore point holds and that a later one moved on; complete after <see cref="Finish"/>.</summary>
    public List<HeldHead> Held { get; } = [];

    /// <summary>The heads as of the restore point taken last.</summary>
    public IEnumerable<HeadRecord> Current => _current.Values.Select(static c => c.Head);

    /// <summary>Surviving restore points so far.</summary>
    public IReadOnlyList<PointLabel> Survivors => _survivors;

    /// <summary>Takes the next restore point.</summary>
    public void Take(RestorePointManifest point, bool survives)
    {
        if (point.ListsAllHeads)
            Replace(point);
        else
            Move(point);
        if (survives)
            _survivors.Add(new PointLabel(point.Id, point.JobId, point.JobName, point.Sequence, point.CreatedAt));
    }

    /// <summary>No more restore points.</summary>
    public void Finish()
    {
        foreach ((HeadRecord head, int first) in _current.Values)
            Close(head, first);
        _current.Clear();
    }

    private void Move(RestorePointManifest point)
    {
        foreach (HeadRecord head in point.Heads)
        {
            if (_current.TryGetValue(head.Identity.Key, out (HeadRecord Head, int First) before))
            {
                if (before.Head.Segment == head.Segment)
                    continue;
                Close(before.Head, before.First);
            }

            _current[head.Identity.Key] = (head, _survivors.Count);
        }
    }

    private void Replace(RestorePointManifest point)
    {
        var before = _current;
        _current = new Dictionary<string, (HeadRecord, int)>(point.Heads.Count, StringComparer.Ordinal);
        foreach (HeadRecord head in point.Heads)
        {
            bool same = before.Remove(head.Identity.Key, out (HeadRecord Head, int First) was) && was.Head.Segment == head.Segment;
            if (!same && was.Head is not null)
                Close(was.Head, was.First);
            _current[head.Identity.Key] = (head, same ? was.First : _survivors.Count);
        }

        foreach ((HeadRecord head, int first) in before.Values)
            Close(head, first);
    }

    private void Close(HeadRecord head, int first)
    {
        if (first < _survivors.Count)
            Held.Add(new HeldHead(head, _survivors, first, _survivors.Count - 1));
    }
}
