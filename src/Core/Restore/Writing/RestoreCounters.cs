using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Counts what a restore does. Safe for concurrent use.</summary>
internal sealed class RestoreCounters(RestorePlan plan)
{
    private readonly long[] _actions = new long[Enum.GetValues<WriteAction>().Length];
    private long _failed;
    private long _bytes;

    public void Add(WriteResult result)
    {
        Interlocked.Increment(ref _actions[(int)result.Action]);
        Interlocked.Add(ref _bytes, result.Bytes);
    }

    public void AddFailed(long count = 1) => Interlocked.Add(ref _failed, count);

    public RestoreStatistics Snapshot(SourceStatistics? traffic) => new()
    {
        ItemsTotal = plan.Items,
        BytesTotal = plan.Bytes,
        Created = Count(WriteAction.Created, WriteAction.Moved),
        Replaced = Count(WriteAction.Replaced, WriteAction.Updated),
        Copied = Count(WriteAction.Copied),
        Unchanged = Count(WriteAction.Unchanged),
        Skipped = Count(WriteAction.Skipped),
        Failed = Interlocked.Read(ref _failed),
        BytesSent = Interlocked.Read(ref _bytes),
        Requests = traffic?.Requests ?? 0,
        ThrottledRequests = traffic?.ThrottledRequests ?? 0,
        Throttled = traffic?.ThrottledTime ?? TimeSpan.Zero,
    };

    private long Count(params ReadOnlySpan<WriteAction> actions)
    {
        long sum = 0;
        foreach (WriteAction action in actions)
            sum += Interlocked.Read(ref _actions[(int)action]);
        return sum;
    }
}
