namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A team, channel, tab or member as the source tells it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The name people see.</param>
/// <param name="Address">The address of a member, where it is told.</param>
/// <param name="MembershipType">Of a channel: standard, private, shared.</param>
/// <param name="Created">When it came into being, where that is told.</param>
/// <param name="Json">All of it in canonical form.</param>
internal sealed record TeamPart(string Id, string Name, string? Address, string? MembershipType, DateTimeOffset? Created, byte[] Json)
{
    /// <summary>Members of a standard channel are those of its team.</summary>
    public bool HasOwnMembers => MembershipType is not (null or "standard");
}
