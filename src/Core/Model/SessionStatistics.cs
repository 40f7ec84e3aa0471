namespace Veeam365.Backup.Core.Model;

/// <summary>What a session or a task moved. Bytes are before compression unless said otherwise.</summary>
public sealed record SessionStatistics
{
    /// <summary>Objects (object and workload) processed to the end.</summary>
    public int ObjectsDone { get; init; }

    /// <summary>Objects to process.</summary>
    public int ObjectsTotal { get; init; }

    /// <summary>Items whose content was moved.</summary>
    public long ItemsTransferred { get; init; }

    /// <summary>Items found removed at the source.</summary>
    public long ItemsRemoved { get; init; }

    /// <summary>Content bytes read from the source.</summary>
    public long BytesRead { get; init; }

    /// <summary>Bytes written to the repository, after deduplication and compression.</summary>
    public long BytesWritten { get; init; }

    /// <summary>Requests sent to the source.</summary>
    public long Requests { get; init; }

    /// <summary>Requests that the source refused for now, because there were too many.</summary>
    public long ThrottledRequests { get; init; }

    /// <summary>Time spent waiting because the source asked for it, added up over all requests.</summary>
    public TimeSpan Throttled { get; init; }

    /// <summary>What the restore point does not hold.</summary>
    public long Gaps { get; init; }

    /// <summary>Both together.</summary>
    public SessionStatistics Plus(SessionStatistics other) => new()
    {
        ObjectsDone = ObjectsDone + other.ObjectsDone,
        ObjectsTotal = Math.Max(ObjectsTotal, other.ObjectsTotal),
        ItemsTransferred = ItemsTransferred + other.ItemsTransferred,
        ItemsRemoved = ItemsRemoved + other.ItemsRemoved,
        BytesRead = BytesRead + other.BytesRead,
        BytesWritten = BytesWritten + other.BytesWritten,
        Requests = Requests + other.Requests,
        ThrottledRequests = ThrottledRequests + other.ThrottledRequests,
        Throttled = Throttled + other.Throttled,
        Gaps = Gaps + other.Gaps,
    };
}
