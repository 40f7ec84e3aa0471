namespace Veeam365.Backup.Core.Model;

/// <summary>One run of a job.</summary>
public sealed record BackupSession
{
    /// <summary>Our id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The job; its row may be gone.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The job's name at the time.</summary>
    public required string JobName { get; init; }

    /// <summary>Full or Incremental; null until the objects are resolved.</summary>
    public SessionKind? Kind { get; init; }

    /// <summary>Its state.</summary>
    public required SessionStatus Status { get; init; }

    /// <summary>When it was created (UTC, the database's clock).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended (UTC); null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Which attempt of a retried start it is; the first is 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>What it moved.</summary>
    public SessionStatistics Statistics { get; init; } = new();

    /// <summary>The restore point it made.</summary>
    public Guid? RestorePointId { get; init; }

    /// <summary>Who runs it.</summary>
    public required SessionOwner Owner { get; init; }

    /// <summary>Raised each time another process takes the session over; only the holder of the current one may commit and close it.</summary>
    public int Epoch { get; init; } = 1;

    /// <summary>How often a proxy gave it up because something it needs was out of reach.</summary>
    public int Failures { get; init; }

    /// <summary>Who works for it.</summary>
    public ProxyAssignment Proxy { get; init; }

    /// <summary>Of the job at the time.</summary>
    public int Priority { get; init; }

    /// <summary>True when everything is read anew.</summary>
    public bool ReadsInFull { get; init; }

    /// <summary>Set once the objects are resolved and the tasks are there.</summary>
    public SessionPlan? Plan { get; init; }

    /// <summary>The restore point's sequence, once the tasks are closed and the commit has begun.</summary>
    public long? CommitSequence { get; init; }

    /// <summary>True once a person asked for it to be stopped.</summary>
    public bool StopRequested { get; init; }

    /// <summary>When it stops by itself, because its window closes (UTC); null when it may run to its end.</summary>
    public DateTimeOffset? StopAt { get; init; }

    /// <summary>The session as whoever read it this way holds it.</summary>
    public SessionHold Hold => new(Id, Epoch);

    /// <summary>Why it failed, for people.</summary>
    public string? Message { get; init; }
}
