namespace Veeam365.Backup.Core.Model;

/// <summary>A user, group, site or team whose data is backed up.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The directory's immutable id (a GUID for users and groups, the composite id for sites).</param>
/// <param name="DisplayName">The name people see; may repeat between objects.</param>
/// <param name="Address">User principal name, mail address or URL; null when the directory has none.</param>
public sealed record ProtectedObject(ObjectKind Kind, string Id, string DisplayName, string? Address)
{
    /// <summary>The most telling short name: the address where there is one.</summary>
    public string Label => Address ?? DisplayName;
}
