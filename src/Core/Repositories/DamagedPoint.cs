namespace Veeam365.Backup.Core.Repositories;

/// <summary>A restore point that misses something.</summary>
/// <param name="Id">Its id.</param>
/// <param name="JobId">Its job.</param>
/// <param name="Sequence">Its place in the job's chain.</param>
public sealed record DamagedPoint(Guid Id, Guid JobId, long Sequence);
