namespace Veeam365.Simulators.Graph;

/// <summary>A group to add to the directory.</summary>
public sealed record NewGroup(string DisplayName)
{
    /// <summary>Null derives one from tenant and name, the same every time.</summary>
    public Guid? Id { get; init; }

    /// <summary>Null makes one for groups that have mail.</summary>
    public string? Mail { get; init; }

    /// <summary>A Microsoft 365 group: mailbox and site.</summary>
    public bool IsUnified { get; init; } = true;

    /// <summary>A Microsoft 365 group that is a team as well.</summary>
    public bool IsTeam { get; init; }

    public bool IsSecurityEnabled { get; init; }

    public bool IsMailEnabled { get; init; } = true;

    /// <summary>Ids or principal names of users, ids of groups.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];
}
