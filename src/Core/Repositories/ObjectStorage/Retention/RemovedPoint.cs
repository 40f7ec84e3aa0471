using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>A restore point that was removed on purpose.</summary>
/// <param name="Sequence">Its place in the job's chain.</param>
/// <param name="Id">Its id.</param>
/// <param name="Hash">SHA-256 of it as it was stored: the next one names it.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record RemovedPoint(long Sequence, Guid Id, Sha256Hash Hash, DateTimeOffset CreatedAt);
