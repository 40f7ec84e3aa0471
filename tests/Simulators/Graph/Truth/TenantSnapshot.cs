namespace Veeam365.Simulators.Graph;

/// <summary>What the tenant held at one moment, user by user: the truth that a backup is measured against.</summary>
public sealed record TenantSnapshot(DateTimeOffset Time, IReadOnlyList<UserSnapshot> Users)
{
    public IReadOnlyList<GroupSnapshot> Groups { get; init; } = [];

    /// <summary>Finds a group by id or display name.</summary>
    public GroupSnapshot Group(string key) => Groups.First(group =>
        group.Id.Equals(key, StringComparison.OrdinalIgnoreCase) || group.DisplayName.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Site by site.</summary>
    public IReadOnlyList<SiteSnapshot> Sites { get; init; } = [];

    /// <summary>Finds a user by id or principal name.</summary>
    public UserSnapshot User(string key) => Users.First(user =>
        user.Id.Equals(key, StringComparison.OrdinalIgnoreCase) || user.UserPrincipalName.Equals(key, StringComparison.OrdinalIgnoreCase));
}
