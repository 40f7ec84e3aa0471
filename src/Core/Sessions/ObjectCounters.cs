using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Counts what one object moves, and passes it on to its session; safe for concurrent use.</summary>
internal sealed class ObjectCounters(SessionTask task, SessionCounters session)
{
    public SessionTask Task => task;

    private long _items, _removed, _bytes, _gaps, _expected = -1;

    public void AddItem(long bytes)
    {
        Interlocked.Increment(ref _items);
        Interlocked.Add(ref _bytes, bytes);
        session.AddItem(bytes);
    }

    public void AddRemoval()
    {
        Interlocked.Increment(ref _removed);
        session.AddRemoval();
    }

    public void AddGap()
    {
        Interlocked.Increment(ref _gaps);
        session.AddGap();
    }

    public void Expect(long items) => Interlocked.Exchange(ref _expected, items);

    public ObjectProgress Progress() => new(
        task.Identity.Object.Label, task.Identity.Workload, Interlocked.Read(ref _items), Interlocked.Read(ref _bytes), Interlocked.Read(ref _expected) is >= 0 and var e ? e : null);

    public SessionStatistics Snapshot() => new()
    {
        ItemsTransferred = Interlocked.Read(ref _items),
        ItemsRemoved = Interlocked.Read(ref _removed),
        BytesRead = Interlocked.Read(ref _bytes),
        Gaps = Interlocked.Read(ref _gaps),
    };
}
