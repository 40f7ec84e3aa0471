namespace Veeam365.Backup.Core.Repositories.ObjectStorage.References;

/// <summary>A restore point by what people know it by.</summary>
/// <param name="Id">Its id.</param>
/// <param name="JobId">Its job.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="Sequence">Its place in the job's chain.</param>
/// <param name="CreatedAt">When it was committed.</param>
internal sealed record PointLabel(Guid Id, Guid JobId, string JobName, long Sequence, DateTimeOffset CreatedAt);
