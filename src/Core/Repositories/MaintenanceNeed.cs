namespace Veeam365.Backup.Core.Repositories;

/// <summary>What a retention run would find to do. Times are the store's.</summary>
/// <param name="MarkedAt">When the oldest of what waits for the second phase was marked; null when nothing waits.</param>
/// <param name="RemovedAt">When restore points were removed last; null for never.</param>
/// <param name="CollectedAt">When what nothing needs was looked for last; null for never.</param>
public sealed record MaintenanceNeed(DateTimeOffset? MarkedAt, DateTimeOffset? RemovedAt, DateTimeOffset? CollectedAt)
{
    /// <summary>True when restore points were removed since the last look for what nothing needs, and that is long enough ago.</summary>
    public bool IsCollectionDue(TimeSpan interval) => RemovedAt is { } removed && (CollectedAt is not { } collected || (removed > collected && removed - collected >= interval));
}
