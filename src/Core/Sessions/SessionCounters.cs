using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Counts what a session moves; safe for concurrent use.</summary>
internal sealed class SessionCounters
{
    private long _items, _removed, _bytesRead, _gaps;
    private int _objectsDone, _objectsTotal;

    public void AddItem(long bytes)
    {
        Interlocked.Increment(ref _items);
        Interlocked.Add(ref _bytesRead, bytes);
    }

    public void AddRemoval() => Interlocked.Increment(ref _removed);

    public void AddGap() => Interlocked.Increment(ref _gaps);

    public void AddObjectDone() => Interlocked.Increment(ref _objectsDone);

    public void SetObjects(int total) => Volatile.Write(ref _objectsTotal, total);

    public SessionStatistics Snapshot(SourceStatistics? source, long bytesWritten) => new()
    {
        ObjectsDone = Volatile.Read(ref _objectsDone),
        ObjectsTotal = Volatile.Read(ref _objectsTotal),
        ItemsTransferred = Interlocked.Read(ref _items),
        ItemsRemoved = Interlocked.Read(ref _removed),
        BytesRead = Interlocked.Read(ref _bytesRead),
        BytesWritten = bytesWritten,
        Requests = source?.Requests ?? 0,
        ThrottledRequests = source?.ThrottledRequests ?? 0,
        Throttled = source?.ThrottledTime ?? TimeSpan.Zero,
        Gaps = Interlocked.Read(ref _gaps),
    };
}
