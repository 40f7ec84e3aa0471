using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Notifications;

/// <summary>What is told of a session. Member names are those of the webhook's JSON, and kept.</summary>
public sealed record SessionNotice
{
    /// <summary>Always <c>session.ended</c>.</summary>
    public string Event { get; init; } = "session.ended";

    /// <summary>True when a person only tries whether notices arrive.</summary>
    public bool Test { get; init; }

    /// <summary>The session.</summary>
    public required Guid Session { get; init; }

    /// <summary>Its job.</summary>
    public required string Job { get; init; }

    /// <summary>How it ended.</summary>
    public required SessionStatus Status { get; init; }

    /// <summary>Full or Incremental.</summary>
    public SessionKind? Kind { get; init; }

    /// <summary>Which attempt it was.</summary>
    public int Attempt { get; init; }

    /// <summary>When it began (UTC).</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended (UTC).</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The restore point it made.</summary>
    public Guid? RestorePoint { get; init; }

    /// <summary>Objects processed to the end.</summary>
    public int Objects { get; init; }

    /// <summary>Objects to process.</summary>
    public int ObjectsTotal { get; init; }

    /// <summary>Items whose content was moved.</summary>
    public long Items { get; init; }

    /// <summary>Content bytes read.</summary>
    public long BytesRead { get; init; }

    /// <summary>Bytes written to the repository.</summary>
    public long BytesWritten { get; init; }

    /// <summary>What the restore point does not hold.</summary>
    public long Gaps { get; init; }

    /// <summary>Why it failed, or was stopped.</summary>
    public string? Message { get; init; }

    /// <summary>The machine that ran it.</summary>
    public string? Machine { get; init; }

    /// <summary>The notice of a session.</summary>
    public static SessionNotice Of(BackupSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new SessionNotice
        {
            Session = session.Id,
            Job = session.JobName,
            Status = session.Status,
            Kind = session.Kind,
            Attempt = session.Attempt,
            StartedAt = session.StartedAt,
            EndedAt = session.EndedAt,
            RestorePoint = session.RestorePointId,
            Objects = session.Statistics.ObjectsDone,
            ObjectsTotal = session.Statistics.ObjectsTotal,
            Items = session.Statistics.ItemsTransferred,
            BytesRead = session.Statistics.BytesRead,
            BytesWritten = session.Statistics.BytesWritten,
            Gaps = session.Statistics.Gaps,
            Message = session.Message,
            Machine = session.Owner.Machine,
        };
    }
}
