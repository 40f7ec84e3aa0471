using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A restore point as it is stored (JSON).</summary>
internal sealed record PointDocument
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its place in the job's chain.</summary>
    public required long Sequence { get; init; }

    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The job's name.</summary>
    public required string JobName { get; init; }

    /// <summary>The organization.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The organization's name.</summary>
    public required string OrganizationName { get; init; }

    /// <summary>The organization's tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>The session.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>When it was committed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Full or incremental.</summary>
    public required SessionKind Kind { get; init; }

    /// <summary>The parent's sequence; 0 for the first.</summary>
    public required long ParentSequence { get; init; }

    /// <summary>SHA-256 of the parent.</summary>
    public Sha256Hash? ParentHash { get; init; }

    /// <summary>True when every head is listed.</summary>
    public required bool ListsAllHeads { get; init; }

    /// <summary>The heads.</summary>
    public required IReadOnlyList<PointHead> Heads { get; init; }

    /// <summary>What it does not hold.</summary>
    public IReadOnlyList<PointGap> Gaps { get => field ?? []; init; } = [];

    /// <summary>Objects held.</summary>
    public required int Objects { get; init; }

    /// <summary>Items held.</summary>
    public required long Items { get; init; }

    /// <summary>Bytes held.</summary>
    public required long Bytes { get; init; }

    /// <summary>Until when all that it needs is locked.</summary>
    public DateTimeOffset? ImmutableUntil { get; init; }

    /// <summary>The document of a restore point.</summary>
    public static PointDocument Of(RestorePointManifest manifest)
    {
        PointHead[] heads = new PointHead[manifest.Heads.Count];
        for (int i = 0; i < heads.Length; i++)
            heads[i] = PointHead.Of(manifest.Heads[i], manifest.OrganizationId, manifest.JobId);
        return new PointDocument
        {
            Id = manifest.Id,
            Sequence = manifest.Sequence,
            JobId = manifest.JobId,
            JobName = manifest.JobName,
            OrganizationId = manifest.OrganizationId,
            OrganizationName = manifest.OrganizationName,
            TenantId = manifest.TenantId,
            SessionId = manifest.SessionId,
            CreatedAt = manifest.CreatedAt,
            Kind = manifest.Kind,
            ParentSequence = manifest.ParentSequence,
            ParentHash = manifest.ParentHash,
            ListsAllHeads = manifest.ListsAllHeads,
            Heads = heads,
            Gaps = [.. manifest.Gaps.Select(PointGap.Of)],
            Objects = manifest.Objects,
            Items = manifest.Items,
            Bytes = manifest.Bytes,
            ImmutableUntil = manifest.ImmutableUntil,
        };
    }

    /// <summary>The restore point it describes.</summary>
    public RestorePointManifest ToManifest()
    {
        HeadRecord[] heads = new HeadRecord[Heads.Count];
        for (int i = 0; i < heads.Length; i++)
            heads[i] = Heads[i].ToRecord(OrganizationId, JobId);
        return new RestorePointManifest
        {
            Id = Id,
            Sequence = Sequence,
            JobId = JobId,
            JobName = JobName,
            OrganizationId = OrganizationId,
            OrganizationName = OrganizationName,
            TenantId = TenantId,
            SessionId = SessionId,
            CreatedAt = CreatedAt,
            Kind = Kind,
            ParentSequence = ParentSequence,
            ParentHash = ParentHash,
            ListsAllHeads = ListsAllHeads,
            Heads = heads,
            Gaps = [.. Gaps.Select(g => g.ToGap(OrganizationId, JobId))],
            Objects = Objects,
            Items = Items,
            Bytes = Bytes,
            ImmutableUntil = ImmutableUntil,
        };
    }
}
