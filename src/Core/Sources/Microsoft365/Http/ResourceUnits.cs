namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// What a request to SharePoint or OneDrive costs: 1 for a single item, a download or a delta with token, 2 for lists and a delta without, 5 for permissions
/// (https://learn.microsoft.com/sharepoint/dev/general-development/how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online, "Resource units").
/// </summary>
internal static class ResourceUnits
{
    public const int Single = 1;
    public const int Multiple = 2;
    public const int Write = 2;
    public const int Permissions = 5;

    /// <summary>Estimated from the address.</summary>
    public static int Of(Uri uri)
    {
        string path = uri.AbsolutePath;
        if (path.EndsWith("/permissions", StringComparison.OrdinalIgnoreCase) || uri.Query.Contains("expand=permissions", StringComparison.OrdinalIgnoreCase))
            return Permissions;
        if (path.EndsWith("/delta", StringComparison.OrdinalIgnoreCase))
            return uri.Query.Contains("token=", StringComparison.OrdinalIgnoreCase) ? Single : Multiple;
        return IsList(path) ? Multiple : Single;
    }

    private static bool IsList(string path) =>
        path.EndsWith("/children", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith("/items", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith("/versions", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith("/lists", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith("/drives", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith("/sites", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith("/pages", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith("/pages/microsoft.graph.sitePage", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith("/columns", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith("/contentTypes", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith("/getAllSites", StringComparison.OrdinalIgnoreCase);
}
