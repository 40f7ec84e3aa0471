using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A gap as a restore point stores it. The item is left out when the whole object failed.</summary>
internal sealed record PointGap
{
    /// <summary>The object it belongs to.</summary>
    public required string ObjectKey { get; init; }

    /// <summary>The item; null when the whole object failed.</summary>
    public string? ItemKey { get; init; }

    /// <summary>What an admin can find it by.</summary>
    public required string Name { get; init; }

    /// <summary>Why.</summary>
    public required GapReason Reason { get; init; }

    /// <summary>More words.</summary>
    public required string Message { get; init; }

    /// <summary>When a session first missed it.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What the object is; with the members below only where no head of the restore point says so.</summary>
    public ObjectKind? ObjectKind { get; init; }

    /// <summary>The object's directory id.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Its name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Its address.</summary>
    public string? Address { get; init; }

    /// <summary>The workload.</summary>
    public Workload? Workload { get; init; }

    /// <summary>The stored form of a gap.</summary>
    public static PointGap Of(Gap gap) => new()
    {
        ObjectKey = gap.ObjectKey,
        ItemKey = gap.ItemKey,
        Name = gap.Name,
        Reason = gap.Reason,
        Message = gap.Message,
        Since = gap.Since,
        ObjectKind = gap.Identity?.Object.Kind,
        ObjectId = gap.Identity?.Object.Id,
        DisplayName = gap.Identity?.Object.DisplayName,
        Address = gap.Identity?.Object.Address,
        Workload = gap.Identity?.Workload,
    };

    /// <summary>The gap it describes.</summary>
    public Gap ToGap(Guid organizationId, Guid jobId) => new(ObjectKey, ItemKey, Name, Reason, Message)
    {
        Since = Since,
        Identity = ObjectKind is { } kind && ObjectId is { } id && Workload is { } workload
            ? new ObjectIdentity(organizationId, jobId, new ProtectedObject(kind, id, DisplayName ?? id, Address), workload)
            : null,
    };
}
