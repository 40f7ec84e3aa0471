using System.Text.Json;
using System.Text.RegularExpressions;

namespace Veeam365.Simulators.Graph;

/// <summary>Groups of the directory, and who is in them.</summary>
internal static partial class GroupHandlers
{
    private const int DefaultPage = 100;
    private const int LargestPage = 999;

    private static readonly PropertySet GroupProperties = new(
        "microsoft.graph.group", "displayName", "mail", "groupTypes", "mailEnabled", "securityEnabled", "resourceProvisioningOptions", "description", "visibility", "mailNickname");

    public static async Task GroupsAsync(GraphCall call)
    {
        call.RejectUnsupported("$search", "$expand", "$orderby");
        var select = GroupProperties.Parse(call.Query("$select"));
        var filter = ParseFilter(call.Query("$filter"));
        var top = call.PageSize(DefaultPage, LargestPage);
        var position = DirectoryHandlers.ReadPosition(call);
        var groups = call.Tenant.Groups;
        using var reply = JsonReply.StartCollection(call, "groups");
        var written = 0;
        for (; position < groups.Count && written < top; position++)
        {
            if (!filter(groups[position]))
                continue;
            Write(reply.Writer, groups[position], select, false);
            written++;
        }

        var next = new DeltaToken(DeltaTokenKind.List, call.Tenant.Guid) { Position = position };
        await reply.FinishCollectionAsync("@odata.nextLink", position < groups.Count ? DirectoryHandlers.NextLink(call, next) : null);
    }

    public static async Task GroupAsync(GraphCall call)
    {
        var group = call.Group;
        using var reply = JsonReply.Start(call);
        Write(reply.Writer, group, GroupProperties.Parse(call.Query("$select")), false);
        await reply.FinishAsync();
    }

    public static async Task MembersAsync(GraphCall call)
    {
        call.RejectUnsupported("$search", "$expand", "$orderby", "$filter");
        var (users, groups) = call.Tenant.MembersOf(call.Group);
        var select = DirectoryHandlers.SelectUser(call);
        var top = call.PageSize(DefaultPage, LargestPage);
        var position = DirectoryHandlers.ReadPosition(call);
        using var reply = JsonReply.StartCollection(call, "directoryObjects");
        var end = Math.Min(position + top, users.Count + groups.Count);
        for (; position < end; position++)
        {
            if (position < groups.Count)
                Write(reply.Writer, groups[position], GroupProperties["displayName"], true);
            else
                DirectoryHandlers.WriteUser(reply.Writer, users[position - groups.Count], select, isDirectoryObject: true);
        }

        var next = new DeltaToken(DeltaTokenKind.List, call.Tenant.Guid) { Position = position };
        await reply.FinishCollectionAsync("@odata.nextLink", position < users.Count + groups.Count ? DirectoryHandlers.NextLink(call, next) : null);
    }

    public static Task SiteAsync(GraphCall call)
    {
        var site = call.Group.Site;
        return ConversationHandlers.WriteAsync(call, new System.Text.Json.Nodes.JsonObject
        {
            ["id"] = site.Id,
            ["displayName"] = site.DisplayName,
            ["name"] = site.DisplayName,
            ["webUrl"] = site.WebUrl,
        });
    }

    private static void Write(Utf8JsonWriter writer, SimulatedGroup group, ulong select, bool isDirectoryObject)
    {
        bool Has(string name) => (select & GroupProperties[name]) != 0;
        writer.WriteStartObject();
        if (isDirectoryObject)
            writer.WriteString("@odata.type"u8, "#microsoft.graph.group"u8);
        writer.WriteString("id"u8, group.Id);
        if (Has("displayName"))
            writer.WriteString("displayName"u8, group.DisplayName);
        if (Has("mail"))
            writer.WriteString("mail"u8, group.Mail);
        if (Has("groupTypes"))
            WriteList(writer, "groupTypes", group.Specification.IsUnified ? "Unified" : null);
        if (Has("mailEnabled"))
            writer.WriteBoolean("mailEnabled"u8, group.Specification.IsMailEnabled);
        if (Has("securityEnabled"))
            writer.WriteBoolean("securityEnabled"u8, group.Specification.IsSecurityEnabled);
        if (Has("resourceProvisioningOptions"))
            WriteList(writer, "resourceProvisioningOptions", group.TeamOrNull is null ? null : "Team");
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, string? value)
    {
        writer.WriteStartArray(name);
        if (value is not null)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    private static Func<SimulatedGroup, bool> ParseFilter(string? filter)
    {
        if (filter is null)
            return static _ => true;
        if (Teams().IsMatch(filter))
            return static group => group.TeamOrNull is not null;
        var conditions = Or().Split(filter.Trim()).Select(ParseCondition).ToArray();
        return group => Array.Exists(conditions, condition => condition(group));
    }

    private static Func<SimulatedGroup, bool> ParseCondition(string text)
    {
        var match = Condition().Match(text.Trim());
        if (!match.Success)
            throw new GraphException(400, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified.");
        var value = match.Groups["value"].Value.Replace("''", "'", StringComparison.Ordinal);
        return match.Groups["name"].Value.ToUpperInvariant() switch
        {
            "DISPLAYNAME" => group => string.Equals(group.DisplayName, value, StringComparison.OrdinalIgnoreCase),
            "MAIL" => group => string.Equals(group.Mail, value, StringComparison.OrdinalIgnoreCase),
            _ => throw new GraphException(400, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified."),
        };
    }

    [GeneratedRegex(@"^\s*resourceProvisioningOptions/any\(\s*(\w+)\s*:\s*\1\s+eq\s+'Team'\s*\)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Teams();

    [GeneratedRegex(@"\s+or\s+(?=(?:[^']*'[^']*')*[^']*$)", RegexOptions.IgnoreCase)]
    private static partial Regex Or();

    [GeneratedRegex(@"^(?<name>\w+)\s+eq\s+'(?<value>(?:[^']|'')*)'$", RegexOptions.IgnoreCase)]
    private static partial Regex Condition();
}
