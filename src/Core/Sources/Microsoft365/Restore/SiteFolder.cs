namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A folder of a site that is written to: a site or subsite, or a place in one of its parts.</summary>
/// <param name="Site">The site or subsite.</param>
/// <param name="Part">The library, list or page collection; null for the site itself.</param>
/// <param name="Id">The part's id of the folder; empty for its top.</param>
internal sealed record SiteFolder(string Site, string? Part, string Id)
{
    private const char Separator = '\n';

    public static SiteFolder Of(TargetFolder folder, string site)
    {
        string[] parts = folder.Id.Split(Separator);
        return parts.Length == 3 ? new SiteFolder(parts[0], parts[1].Length > 0 ? parts[1] : null, parts[2]) : new SiteFolder(site, null, "");
    }

    public TargetFolder ToTarget(bool isNew) => new(string.Join(Separator, Site, Part, Id)) { IsNew = isNew };

    /// <summary>As the part knows it.</summary>
    public TargetFolder Inner(bool isNew) => new(Id) { IsNew = isNew };
}
