using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A checkpoint as it is stored (JSON).</summary>
internal sealed record CheckpointDocument
{
    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The restore point it builds on.</summary>
    public required long ParentSequence { get; init; }

    /// <summary>Heads that hold an object's whole tree.</summary>
    public required IReadOnlyList<PointHead> Complete { get; init; }

    /// <summary>Heads that were written on the way.</summary>
    public required IReadOnlyList<PointHead> Partial { get; init; }

    /// <summary>The document of a checkpoint.</summary>
    public static CheckpointDocument Of(SessionCheckpoint checkpoint) => new()
    {
        JobId = checkpoint.JobId,
        SessionId = checkpoint.SessionId,
        CreatedAt = checkpoint.CreatedAt,
        ParentSequence = checkpoint.ParentSequence,
        Complete = Select(checkpoint, complete: true),
        Partial = Select(checkpoint, complete: false),
    };

    /// <summary>The checkpoint it describes.</summary>
    public SessionCheckpoint ToCheckpoint() => new()
    {
        JobId = JobId,
        SessionId = SessionId,
        CreatedAt = CreatedAt,
        ParentSequence = ParentSequence,
        Heads = [.. Complete.Select(h => new CheckpointHead(ToRecord(h), IsComplete: true)), .. Partial.Select(h => new CheckpointHead(ToRecord(h), IsComplete: false))],
    };

    private static PointHead[] Select(SessionCheckpoint checkpoint, bool complete) =>
        [.. checkpoint.Heads.Where(h => h.IsComplete == complete).Select(h => PointHead.Of(h.Head, Guid.Empty, checkpoint.JobId))];

    private HeadRecord ToRecord(PointHead head) => head.ToRecord(Guid.Empty, JobId);
}
