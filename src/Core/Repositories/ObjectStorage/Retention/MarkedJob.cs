namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>A job's newest restore point when a mark was made.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Sequence">The restore point's sequence.</param>
internal sealed record MarkedJob(Guid JobId, long Sequence);
