namespace Veeam365.Backup.Core.Model;

/// <summary>A segment in a repository: the state of one object at one head number, together with its parents.</summary>
/// <param name="ObjectKey">The object's key (<see cref="ObjectIdentity.Key"/>).</param>
/// <param name="Head">The head number; 1 is the first, each session that changed the object adds one.</param>
/// <param name="Name">The segment's name in the repository.</param>
/// <param name="Hash">SHA-256 of the segment's stored manifest part, so that an altered one shows.</param>
public sealed record SegmentReference(string ObjectKey, int Head, string Name, Sha256Hash Hash);
