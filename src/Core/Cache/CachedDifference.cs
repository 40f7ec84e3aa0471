namespace Veeam365.Backup.Core.Cache;

/// <summary>An item that two restore points hold differently.</summary>
/// <param name="Before">As the older one holds it; null when it does not.</param>
/// <param name="After">As the newer one holds it; null when it does not.</param>
public sealed record CachedDifference(CachedItem? Before, CachedItem? After);
