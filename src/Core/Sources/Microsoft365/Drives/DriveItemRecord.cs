namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A drive item as the source tells it.</summary>
internal sealed class DriveItemRecord
{
    public string Id { get; set; } = "";

    public string? ParentId { get; set; }

    public string Name { get; set; } = "";

    public long Size { get; set; }

    public DateTimeOffset? Created { get; set; }

    public DateTimeOffset? Modified { get; set; }

    public string? Author { get; set; }

    public string? ETag { get; set; }

    public string? QuickXorHash { get; set; }

    /// <summary>Pre-authenticated and short-lived; never stored.</summary>
    public string? DownloadUrl { get; set; }

    public DriveItemFacets Facets { get; set; }

    /// <summary>The properties to keep, as JSON.</summary>
    public byte[] Properties { get; set; } = [];

    public bool Is(DriveItemFacets facet) => (Facets & facet) != 0;
}
