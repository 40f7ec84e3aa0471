namespace Veeam365.Backup.Core.Model;

/// <summary>A restore point as the configuration lists it.</summary>
public sealed record RestorePoint
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its place in the job's chain.</summary>
    public required long Sequence { get; init; }

    /// <summary>The repository that holds it.</summary>
    public required Guid RepositoryId { get; init; }

    /// <summary>The job that made it; its row may be gone.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The job's name at the time.</summary>
    public required string JobName { get; init; }

    /// <summary>The organization.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The organization's name at the time.</summary>
    public required string OrganizationName { get; init; }

    /// <summary>The session that made it.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>When it was committed (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Full or Incremental.</summary>
    public required SessionKind Kind { get; init; }

    /// <summary>Objects held.</summary>
    public required int Objects { get; init; }

    /// <summary>Items held.</summary>
    public required long Items { get; init; }

    /// <summary>Bytes held, before compression.</summary>
    public required long Bytes { get; init; }

    /// <summary>How many things it does not hold.</summary>
    public required int Gaps { get; init; }

    /// <summary>Until when nothing that it needs can be deleted or changed (UTC); null where nothing is locked.</summary>
    public DateTimeOffset? ImmutableUntil { get; init; }

    /// <summary>When all that it needs was last found intact (UTC); null for never.</summary>
    public DateTimeOffset? LastVerified { get; init; }
}
