namespace Veeam365.Backup.Core.Model;

/// <summary>One object and workload in one session.</summary>
public sealed record SessionTask
{
    /// <summary>Our id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>What is processed.</summary>
    public required ObjectIdentity Identity { get; init; }

    /// <summary>Its state.</summary>
    public required SessionTaskStatus Status { get; init; }

    /// <summary>Raised by each claim; only the holder of the current epoch may record a head.</summary>
    public int Epoch { get; init; }

    /// <summary>Who claimed it; null while pending.</summary>
    public string? Holder { get; init; }

    /// <summary>The order of processing: larger first. An estimate learned from the last head, in items.</summary>
    public long Weight { get; init; }

    /// <summary>The head it wrote; null when nothing changed or it is not done.</summary>
    public HeadRecord? Head { get; init; }

    /// <summary>What it moved.</summary>
    public SessionStatistics Statistics { get; init; } = new();

    /// <summary>What the object does not hold.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>Why it failed, for people.</summary>
    public string? Message { get; init; }

    /// <summary>When it was claimed (UTC, database clock).</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was done (UTC, database clock).</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
