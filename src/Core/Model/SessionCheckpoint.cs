namespace Veeam365.Backup.Core.Model;

/// <summary>
/// What a session has done before its restore point: the next session goes on from there when this one dies. It commits nothing: nobody restores from it.
/// </summary>
public sealed record SessionCheckpoint
{
    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The session that wrote it.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>When (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The newest restore point of the job at that time; 0 for none. Once there is a newer one the checkpoint means nothing.</summary>
    public required long ParentSequence { get; init; }

    /// <summary>Heads that are new or moved since the session's checkpoint before; the newest of an object counts.</summary>
    public required IReadOnlyList<CheckpointHead> Heads { get; init; }
}
