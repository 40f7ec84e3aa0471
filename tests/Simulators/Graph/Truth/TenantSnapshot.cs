namespace Veeam365.Simulators.Graph;

/// <summary>What the tenant held at one moment, user by user: the truth that a backup is measured against.</summary>
public sealed record TenantSnapshot(DateTimeOffset Time, IReadOnlyList<UserSnapshot> Users)
{
    /// <summary>Site by site.</summary>
    public IReadOnlyList<SiteSnapshot> Sites { get; init; } = [];

    /// <summary>Finds a user by id or principal name.</summary>
    public UserSnapshot User(string key) => Users.First(user =>
        user.Id.Equals(key, StringComparison.OrdinalIgnoreCase) || user.UserPrincipalName.Equals(key, StringComparison.OrdinalIgnoreCase));
}
