namespace Veeam365.Backup.Core.Model;

/// <summary>A restore point as the repository holds it: the only commit.</summary>
public sealed record RestorePointManifest
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its place in the job's chain in this repository; the first is 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The job's name at the time.</summary>
    public required string JobName { get; init; }

    /// <summary>The organization.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The organization's name at the time.</summary>
    public required string OrganizationName { get; init; }

    /// <summary>The organization's tenant at the time; null in restore points of earlier versions.</summary>
    public string? TenantId { get; init; }

    /// <summary>The session that made it.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>When it was committed (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Full or Incremental.</summary>
    public required SessionKind Kind { get; init; }

    /// <summary>The parent's sequence; 0 for the first.</summary>
    public required long ParentSequence { get; init; }

    /// <summary>SHA-256 of the parent as stored; null for the first.</summary>
    public Sha256Hash? ParentHash { get; init; }

    /// <summary>True when <see cref="Heads"/> lists every head; false when it lists only the heads that moved since the parent.</summary>
    public required bool ListsAllHeads { get; init; }

    /// <summary>The heads.</summary>
    public required IReadOnlyList<HeadRecord> Heads { get; init; }

    /// <summary>What it does not hold.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>Objects held, all heads counted.</summary>
    public required int Objects { get; init; }

    /// <summary>Items held, all heads counted.</summary>
    public required long Items { get; init; }

    /// <summary>Bytes held before compression, all heads counted.</summary>
    public required long Bytes { get; init; }

    /// <summary>Until when nothing that it needs can be deleted or changed (UTC); null where nothing is locked. Set by the commit.</summary>
    public DateTimeOffset? ImmutableUntil { get; init; }
}
