using System.Text.Json.Serialization;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A head in a stored restore point. Organization and job are left out where they are the restore point's own.</summary>
internal sealed record PointHead
{
    /// <summary>What the object is.</summary>
    public required ObjectKind ObjectKind { get; init; }

    /// <summary>The object's directory id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>Its name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Its address.</summary>
    public string? Address { get; init; }

    /// <summary>The workload.</summary>
    public required Workload Workload { get; init; }

    /// <summary>The organization, if another.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>The job, if another.</summary>
    public Guid? JobId { get; init; }

    /// <summary>The head number.</summary>
    public required int Head { get; init; }

    /// <summary>The segment's name.</summary>
    public required string Segment { get; init; }

    /// <summary>SHA-256 of the segment's manifest.</summary>
    public required Sha256Hash Hash { get; init; }

    /// <summary>Items alive.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Items { get; init; }

    /// <summary>Bytes of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Bytes { get; init; }

    /// <summary>A head as it is stored in a document of this organization and job.</summary>
    public static PointHead Of(HeadRecord head, Guid organizationId, Guid jobId) => new()
    {
        ObjectKind = head.Identity.Object.Kind,
        ObjectId = head.Identity.Object.Id,
        DisplayName = head.Identity.Object.DisplayName,
        Address = head.Identity.Object.Address,
        Workload = head.Identity.Workload,
        OrganizationId = head.Identity.OrganizationId == organizationId ? null : head.Identity.OrganizationId,
        JobId = head.Identity.JobId == jobId ? null : head.Identity.JobId,
        Head = head.Segment.Head,
        Segment = head.Segment.Name,
        Hash = head.Segment.Hash,
        Items = head.Items,
        Bytes = head.Bytes,
    };

    /// <summary>The head it describes.</summary>
    public HeadRecord ToRecord(Guid organizationId, Guid jobId)
    {
        ObjectIdentity identity = new(
            OrganizationId ?? organizationId, JobId ?? jobId, new ProtectedObject(ObjectKind, ObjectId, DisplayName, Address), Workload);
        return new HeadRecord(identity, new SegmentReference(identity.Key, Head, Segment, Hash), Items, Bytes);
    }
}
