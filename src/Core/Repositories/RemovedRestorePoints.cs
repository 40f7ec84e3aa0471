namespace Veeam365.Backup.Core.Repositories;

/// <summary>The restore points of a job that were removed on purpose.</summary>
/// <param name="Through">All up to this sequence.</param>
/// <param name="Others">And these.</param>
public sealed record RemovedRestorePoints(long Through, IReadOnlySet<long> Others)
{
    /// <summary>True when it was removed.</summary>
    public bool Holds(long sequence) => sequence <= Through || Others.Contains(sequence);
}
