namespace Veeam365.Backup.Core.Repositories;

/// <summary>Heads of an object whose segments cannot be read any more. When the newest is one of them, the next session begins a new chain.</summary>
/// <param name="ObjectKey">The object.</param>
/// <param name="FirstHead">The first head that cannot be read.</param>
/// <param name="LastHead">The last of them.</param>
public sealed record LostChain(string ObjectKey, int FirstHead, int LastHead)
{
    /// <summary>A state entry of the cache: marks a head that was rebuilt empty because its segments could not be read.</summary>
    public const string UnreadableState = "repository/unreadable";

    /// <summary>True when the head is one of them.</summary>
    public bool Covers(string objectKey, int head) => ObjectKey == objectKey && head >= FirstHead && head <= LastHead;
}
