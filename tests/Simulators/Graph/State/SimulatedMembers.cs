using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>The members of a team or channel, with their roles.</summary>
public sealed class SimulatedMembers
{
    private readonly string _owner;
    private ImmutableSortedDictionary<string, JsonObject> _members = ImmutableSortedDictionary.Create<string, JsonObject>(StringComparer.Ordinal);

    internal SimulatedMembers(string owner) => _owner = owner;

    /// <summary>Adds a member, or changes the roles (owner, guest) of one.</summary>
    public void Set(string user, params IEnumerable<string> roles)
    {
        var member = new JsonObject
        {
            ["@odata.type"] = "#microsoft.graph.aadUserConversationMember",
            ["id"] = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{_owner}##{user}"))),
            ["roles"] = new JsonArray([.. roles.Select(static r => (JsonNode)r)]),
            ["displayName"] = user.Split('@')[0],
            ["visibleHistoryStartDateTime"] = "0001-01-01T00:00:00Z",
            ["userId"] = user,
            ["email"] = user,
        };
        ImmutableInterlocked.Update(ref _members, static (all, one) => all.SetItem(one.user, one.member), (user, member));
    }

    public void Remove(string user) => ImmutableInterlocked.Update(ref _members, static (all, one) => all.Remove(one), user);

    public IReadOnlyList<string> Users => [.. _members.Keys];

    internal IReadOnlyList<JsonObject> List() => [.. _members.Values.Select(static m => (JsonObject)m.DeepClone())];
}
