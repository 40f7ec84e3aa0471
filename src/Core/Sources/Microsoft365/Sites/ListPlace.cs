namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Where a list is.</summary>
/// <param name="SiteId">The site or subsite.</param>
/// <param name="ListId">The list.</param>
/// <param name="StateKey">Under which its delta token is kept.</param>
internal sealed record ListPlace(string SiteId, string ListId, string StateKey);
