namespace Veeam365.Backup.Core.Restore;

/// <summary>One line of the manifest: an item as it was called at the source, and the files it became.</summary>
internal sealed record ManifestEntry
{
    public required Guid RestorePointId { get; init; }

    /// <summary>Address or name of the object.</summary>
    public required string Object { get; init; }

    public required string ObjectKind { get; init; }

    public required string ObjectId { get; init; }

    public required string Workload { get; init; }

    /// <summary>The folders above it, as the source names them, separated by "/".</summary>
    public required string Folder { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    /// <summary>The source's id.</summary>
    public required string Key { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>SHA-256 of the content in the repository; null for folders.</summary>
    public string? ContentSha256 { get; init; }

    /// <summary>The item's own file first. Of a message in an mbox: the mbox, once it is complete.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }

    /// <summary>Where in its mbox a message begins; null for anything else.</summary>
    public long? Offset { get; init; }

    public static ManifestEntry Of(RestoreItem item, IReadOnlyList<ManifestFile> files) => new()
    {
        RestorePointId = item.RestorePointId,
        Object = item.Identity.Object.Label,
        ObjectKind = item.Identity.Object.Kind.ToString(),
        ObjectId = item.Identity.Object.Id,
        Workload = item.Identity.Workload.ToString(),
        Folder = item.FolderPath,
        Name = item.Version.Name,
        Kind = item.Version.Kind.ToString(),
        Key = item.Version.Key,
        CreatedAt = item.Version.CreatedAt,
        ModifiedAt = item.Version.ModifiedAt,
        ContentSha256 = item.Version.Content?.Hash.ToString(),
        Files = files,
    };

    /// <summary>Equal for the same version of the same item in the same place: what need not be exported again.</summary>
    public string Identity => $"{ObjectKind}\n{ObjectId}\n{Workload}\n{Folder}\n{Name}\n{Key}\n{ContentSha256}";
}
