using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A segment of the same object that a segment builds on.</summary>
/// <param name="Head">Its head.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hash">SHA-256 of its manifest.</param>
internal sealed record SegmentLink(int Head, string Name, Sha256Hash Hash);
