using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>A damaged restore point that was written again from the cache.</summary>
/// <param name="JobId">Its job.</param>
/// <param name="Sequence">Its place in the chain.</param>
/// <param name="Original">The hash that it had, and that the restore point after it names.</param>
/// <param name="Replacement">The hash that it has now.</param>
public sealed record ReplacedPoint(Guid JobId, long Sequence, Sha256Hash Original, Sha256Hash Replacement);
