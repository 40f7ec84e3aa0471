namespace Veeam365.Backup.Core.Model;

/// <summary>Where a repository keeps a piece of content, and how to know that what comes back is it.</summary>
/// <param name="Length">Bytes of the content itself, before compression.</param>
/// <param name="Hash">SHA-256 of the content itself.</param>
/// <param name="Location">The repository's own coding of where the content is; opaque to everyone else, at most a few hundred bytes for a small item.</param>
public sealed record ContentReference(long Length, Sha256Hash Hash, ReadOnlyMemory<byte> Location);
