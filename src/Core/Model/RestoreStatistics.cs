namespace Veeam365.Backup.Core.Model;

/// <summary>What a restore did.</summary>
public sealed record RestoreStatistics
{
    /// <summary>Items to restore.</summary>
    public long ItemsTotal { get; init; }

    /// <summary>Content bytes of them.</summary>
    public long BytesTotal { get; init; }

    /// <summary>Items that were missing and are there again, moved back ones included.</summary>
    public long Created { get; init; }

    /// <summary>Items that were there in another state, and are as they were.</summary>
    public long Replaced { get; init; }

    /// <summary>Items put beside what was there.</summary>
    public long Copied { get; init; }

    /// <summary>Items that were there as they were.</summary>
    public long Unchanged { get; init; }

    /// <summary>Items that were there in another state, and stay so.</summary>
    public long Skipped { get; init; }

    /// <summary>Items that could not be restored.</summary>
    public long Failed { get; init; }

    /// <summary>Content bytes sent.</summary>
    public long BytesSent { get; init; }

    /// <summary>Requests sent to the target.</summary>
    public long Requests { get; init; }

    /// <summary>Requests that the target refused for now.</summary>
    public long ThrottledRequests { get; init; }

    /// <summary>Time spent waiting because the target asked for it, added up over all requests.</summary>
    public TimeSpan Throttled { get; init; }

    /// <summary>Items looked at.</summary>
    public long ItemsDone => Created + Replaced + Copied + Unchanged + Skipped + Failed;
}
