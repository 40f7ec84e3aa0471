namespace Veeam365.Backup.Core.Repositories;

/// <summary>A restore point that goes.</summary>
/// <param name="Id">Its id.</param>
/// <param name="JobId">Its job.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="Sequence">Its place in the job's chain.</param>
/// <param name="CreatedAt">When it was made (UTC).</param>
public sealed record PlannedPoint(Guid Id, Guid JobId, string JobName, long Sequence, DateTimeOffset CreatedAt);
