namespace Veeam365.Backup.Core.Model;

/// <summary>One run of a restore.</summary>
public sealed record RestoreSession
{
    /// <summary>Our id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The restore point that is restored from.</summary>
    public required Guid RestorePointId { get; init; }

    /// <summary>When that was made (UTC).</summary>
    public required DateTimeOffset RestorePointTime { get; init; }

    /// <summary>The job's name at the time.</summary>
    public required string JobName { get; init; }

    /// <summary>The organization that is restored to.</summary>
    public required string OrganizationName { get; init; }

    /// <summary>Where to, in words.</summary>
    public required string Target { get; init; }

    /// <summary>Its state.</summary>
    public required SessionStatus Status { get; init; }

    /// <summary>When it was created (UTC, the database's clock).</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended (UTC); null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What it did.</summary>
    public RestoreStatistics Statistics { get; init; } = new();

    /// <summary>Who runs it.</summary>
    public required SessionOwner Owner { get; init; }

    /// <summary>Why it failed, for people.</summary>
    public string? Message { get; init; }
}
