using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A data part of a segment.</summary>
/// <param name="Size">Its size as stored.</param>
/// <param name="Hash">SHA-256 of it as stored.</param>
/// <param name="Records">Records in it.</param>
internal sealed record SegmentPartInfo(long Size, Sha256Hash Hash, long Records);
