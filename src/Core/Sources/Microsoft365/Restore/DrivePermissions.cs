using System.Text.Json;
using System.Text.Json.Nodes;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// Grants again who could open files and folders: people and groups without a mail to them, links of the same kind with a new address (https://learn.microsoft.com/graph/api/driveitem-invite,
/// .../driveitem-createlink). Nothing that is granted now is taken away.
/// </summary>
internal sealed class DrivePermissions(GraphWriter writer)
{
    /// <param name="item">The file's or folder's path.</param>
    /// <param name="properties">What the source told of it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many were granted, and what could not be; null for nothing.</returns>
    public async Task<(int Granted, string? Note)> GrantAsync(string item, JsonElement properties, CancellationToken cancellationToken)
    {
        // What comes from a folder above comes back with it; owners are those of the drive.
        List<JsonElement> wanted = [.. properties.Items("permissions").Where(p => !p.Has("inheritedFrom") && !RolesOf(p).Contains("owner"))];
        if (wanted.Count == 0)
            return (0, null);
        List<JsonElement> live = await writer.ListAsync($"{item}/permissions", cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        int granted = 0;
        var lost = new List<string>();
        foreach (JsonElement permission in wanted)
        {
            if (live.Exists(l => IsSame(l, permission)))
                continue;
            if (await TryGrantAsync(item, permission, cancellationToken).ConfigureAwait(false))
                granted++;
            else
                lost.Add(NameOf(permission));
        }

        return (granted, lost.Count == 0 ? null : $"Without the permissions of {string.Join(", ", lost)}.");
    }

    private static IReadOnlyList<string> RolesOf(JsonElement permission) => [.. permission.Items("roles").Select(r => r.GetString() ?? "").Order(StringComparer.Ordinal)];

    private static bool IsSame(JsonElement live, JsonElement wanted) => LinkOf(wanted) is { } link
        ? LinkOf(live) == link
        : IdentityOf(wanted) is { } identity && IdentityOf(live) == identity && RolesOf(live).SequenceEqual(RolesOf(wanted));

    /// <summary>A link for everybody or for the organization; one for chosen people is granted to them.</summary>
    private static (string Scope, string Type)? LinkOf(JsonElement permission) => permission.Member("link") is { ValueKind: JsonValueKind.Object } link && link.Text("scope") is "anonymous" or "organization"
        ? (permission.Member("link").Text("scope")!, permission.Member("link").Text("type") ?? "view")
        : null;

    private static JsonElement PersonOf(JsonElement permission)
    {
        JsonElement set = permission.Member("grantedToV2");
        return set.Has("user") ? set.Member("user") : set.Member("group");
    }

    private static string? IdentityOf(JsonElement permission) => PersonOf(permission) is { ValueKind: JsonValueKind.Object } person ? person.Text("id") ?? person.Text("email") : null;

    private static string NameOf(JsonElement permission) =>
        PersonOf(permission).Text("displayName") ?? permission.Identity("grantedToV2") ?? permission.Member("link").Text("scope") ?? "somebody";

    private async Task<bool> TryGrantAsync(string item, JsonElement permission, CancellationToken cancellationToken)
    {
        try
        {
            if (LinkOf(permission) is { } link)
            {
                await writer.SendAsync(HttpMethod.Post, $"{item}/createLink", new JsonObject { ["type"] = link.Type, ["scope"] = link.Scope }, cancellationToken).ConfigureAwait(false);
                return true;
            }

            IEnumerable<JsonElement> people = permission.Has("grantedToIdentitiesV2") ? permission.Items("grantedToIdentitiesV2").Select(p => p.Member("user")) : [PersonOf(permission)];
            JsonNode[] recipients = [.. people.Select(RecipientOf).OfType<JsonNode>()];
            if (recipients.Length == 0)
                return false;
            await writer.SendAsync(HttpMethod.Post, $"{item}/invite", InvitationOf(recipients, RolesOf(permission)), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TargetItemException)
        {
            // Somebody who has left, a kind of link that the tenant does not allow any more: the file itself is there.
            return false;
        }
    }

    private static JsonObject? RecipientOf(JsonElement person)
    {
        if (person.Text("id") is { Length: > 0 } id)
            return new JsonObject { ["objectId"] = id };
        return person.Text("email") is { Length: > 0 } email ? new JsonObject { ["email"] = email } : null;
    }

    private static JsonObject InvitationOf(JsonNode[] recipients, IReadOnlyList<string> roles) => new()
    {
        ["recipients"] = new JsonArray(recipients),
        ["roles"] = new JsonArray([.. roles.Select(r => (JsonNode)r)]),
        ["requireSignIn"] = true,
        ["sendInvitation"] = false,
    };
}
