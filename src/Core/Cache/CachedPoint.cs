using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>A restore point as the cache knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="JobId">Its job.</param>
/// <param name="Sequence">Its place in the job's chain.</param>
/// <param name="Hash">SHA-256 of it as stored.</param>
/// <param name="CreatedAt">When it was committed.</param>
/// <param name="Objects">Objects held.</param>
/// <param name="Items">Items held.</param>
/// <param name="Bytes">Bytes held.</param>
public sealed record CachedPoint(Guid Id, Guid JobId, long Sequence, Sha256Hash Hash, DateTimeOffset CreatedAt, int Objects, long Items, long Bytes);
