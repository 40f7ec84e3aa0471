using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A segment's manifest as it is stored (JSON).</summary>
internal sealed record SegmentDocument
{
    /// <summary>The organization.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>What the object is.</summary>
    public required ObjectKind ObjectKind { get; init; }

    /// <summary>The object's directory id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>Its name at the time.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Its address at the time.</summary>
    public string? Address { get; init; }

    /// <summary>The workload.</summary>
    public required Workload Workload { get; init; }

    /// <summary>The head number.</summary>
    public required int Head { get; init; }

    /// <summary>Full or incremental.</summary>
    public required SegmentKind Kind { get; init; }

    /// <summary>When it was written (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The segments to read before it, oldest first.</summary>
    public required IReadOnlyList<SegmentLink> Chain { get; init; }

    /// <summary>Its data parts, in order.</summary>
    public required IReadOnlyList<SegmentPartInfo> Parts { get; init; }

    /// <summary>Records in all parts and in the manifest itself.</summary>
    public required long Records { get; init; }

    /// <summary>The document of a segment.</summary>
    public static SegmentDocument Of(ObjectWriteStart start, IReadOnlyList<SegmentLink> chain, IReadOnlyList<SegmentPartInfo> parts, long records) => new()
    {
        OrganizationId = start.Identity.OrganizationId,
        JobId = start.Identity.JobId,
        ObjectKind = start.Identity.Object.Kind,
        ObjectId = start.Identity.Object.Id,
        DisplayName = start.Identity.Object.DisplayName,
        Address = start.Identity.Object.Address,
        Workload = start.Identity.Workload,
        Head = start.Head,
        Kind = start.Kind,
        CreatedAt = DateTimeOffset.UtcNow,
        Chain = chain,
        Parts = parts,
        Records = records,
    };

    /// <summary>What it says, in the model's terms.</summary>
    public SegmentManifest ToManifest()
    {
        ObjectIdentity identity = new(OrganizationId, JobId, new ProtectedObject(ObjectKind, ObjectId, DisplayName, Address), Workload);
        SegmentReference[] chain = new SegmentReference[Chain.Count];
        for (int i = 0; i < chain.Length; i++)
            chain[i] = new SegmentReference(identity.Key, Chain[i].Head, Chain[i].Name, Chain[i].Hash);
        return new SegmentManifest(identity, Head, Kind, chain, Records);
    }
}
