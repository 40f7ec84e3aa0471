using System.Collections.Immutable;

namespace Veeam365.Simulators.Graph;

/// <summary>A group: who is in it, and its mailbox and team where it has such.</summary>
public sealed class SimulatedGroup
{
    private ImmutableList<string> _members = [];

    internal SimulatedGroup(NewGroup group, Guid id, TimeProvider time)
    {
        Specification = group;
        Guid = id;
        Id = id.ToString("D");
        DisplayName = group.DisplayName;
        Mail = group.Mail ?? (group.IsMailEnabled ? $"{string.Concat(group.DisplayName.Where(char.IsLetterOrDigit)).ToLowerInvariant()}@contoso.example" : null);
        ConversationsOrNull = group.IsUnified ? new SimulatedConversations(Id, time) : null;
        TeamOrNull = group.IsTeam ? new SimulatedTeam(Id, DisplayName, time) : null;
    }

    public string Id { get; }

    public string DisplayName { get; }

    public string? Mail { get; }

    public NewGroup Specification { get; }

    /// <summary>The site of a Microsoft 365 group.</summary>
    public SimulatedSite Site => SiteOrNull ?? throw new GraphException(404, "itemNotFound", "Requested site could not be found");

    public SimulatedConversations Conversations => ConversationsOrNull ?? throw GraphException.NoMailbox();

    public SimulatedTeam Team => TeamOrNull ?? throw GraphException.TeamNotFound(Id);

    internal Guid Guid { get; }

    internal SimulatedConversations? ConversationsOrNull { get; }

    internal SimulatedTeam? TeamOrNull { get; }

    internal SimulatedSite? SiteOrNull { get; init; }

    /// <summary>Ids of direct members: users and groups.</summary>
    public IReadOnlyList<string> Members => _members;

    public void AddMember(string id) => ImmutableInterlocked.Update(ref _members, static (list, one) => list.Contains(one) ? list : list.Add(one), id);

    public void RemoveMember(string id) => ImmutableInterlocked.Update(ref _members, static (list, one) => list.Remove(one), id);
}
