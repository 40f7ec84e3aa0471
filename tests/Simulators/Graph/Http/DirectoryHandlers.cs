using System.Text.Json;
using System.Text.RegularExpressions;

namespace Veeam365.Simulators.Graph;

/// <summary>Organization, users and what of a mailbox belongs to the directory.</summary>
internal static partial class DirectoryHandlers
{
    private const int DefaultPage = 100;
    private const int LargestPage = 999;

    private static readonly PropertySet UserProperties = new(
        "microsoft.graph.user",
        "displayName", "userPrincipalName", "mail", "accountEnabled", "userType", "assignedLicenses", "mailNickname", "givenName", "surname",
        "jobTitle", "officeLocation", "mobilePhone", "businessPhones", "preferredLanguage", "department", "proxyAddresses", "createdDateTime",
        "assignedPlans", "onPremisesSyncEnabled", "isResourceAccount");

    // What /users gives to those who do not select.
    private static readonly ulong DefaultUser = UserProperties.Parse(
        "displayName,userPrincipalName,mail,givenName,surname,jobTitle,officeLocation,mobilePhone,businessPhones,preferredLanguage");

    public static async Task OrganizationAsync(GraphCall call)
    {
        using var reply = JsonReply.StartCollection(call, "organization");
        var writer = reply.Writer;
        writer.WriteStartObject();
        writer.WriteString("id"u8, call.Tenant.TenantId);
        writer.WriteString("displayName"u8, call.Tenant.Name);
        writer.WriteString("tenantType"u8, "AAD"u8);
        writer.WriteString("countryLetterCode"u8, "DE"u8);
        writer.WriteStartArray("verifiedDomains"u8);
        writer.WriteStartObject();
        writer.WriteString("capabilities"u8, "Email, OfficeCommunicationsOnline"u8);
        writer.WriteBoolean("isDefault"u8, true);
        writer.WriteBoolean("isInitial"u8, true);
        writer.WriteString("name"u8, call.Tenant.Domain);
        writer.WriteString("type"u8, "Managed"u8);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        await reply.FinishCollectionAsync();
    }

    public static async Task UsersAsync(GraphCall call)
    {
        call.RejectUnsupported("$search", "$expand", "$orderby");
        var select = SelectUser(call);
        var filter = ParseFilter(call.Query("$filter"));
        var top = call.PageSize(DefaultPage, LargestPage);
        var position = ReadPosition(call);
        var users = call.Tenant.Users;
        using var reply = JsonReply.StartCollection(call, "users");
        var written = 0;
        for (; position < users.Count && written < top; position++)
        {
            if (!filter(users[position]))
                continue;
            WriteUser(reply.Writer, users[position], select);
            written++;
            await reply.FlushIfLargeAsync();
        }

        var next = new DeltaToken(DeltaTokenKind.List, call.Tenant.Guid) { Position = position };
        await reply.FinishCollectionAsync("@odata.nextLink", position < users.Count ? NextLink(call, next) : null);
    }

    public static async Task UserAsync(GraphCall call)
    {
        var user = call.User;
        var select = SelectUser(call);
        using var reply = JsonReply.Start(call);
        WriteUser(reply.Writer, user, select);
        await reply.FinishAsync();
    }

    public static async Task MailboxSettingsAsync(GraphCall call)
    {
        var user = call.User;
        _ = user.Mailbox;
        using var reply = JsonReply.Start(call);
        var writer = reply.Writer;
        writer.WriteStartObject();
        if (call.Route.Item is not null)
        {
            writer.WriteString("value"u8, user.Specification.UserPurpose);
        }
        else
        {
            writer.WriteString("timeZone"u8, "W. Europe Standard Time"u8);
            writer.WriteString("userPurpose"u8, user.Specification.UserPurpose);
        }

        writer.WriteEndObject();
        await reply.FinishAsync();
    }

    public static ulong SelectUser(GraphCall call) =>
        call.Query("$select") is { } select ? UserProperties.Parse(select) : DefaultUser;

    public static int ReadPosition(GraphCall call)
    {
        if (call.Query("$skiptoken") is not { } text)
            return 0;
        return DeltaToken.Parse(text) is { Kind: DeltaTokenKind.List } token && token.Owner == call.Tenant.Guid
            ? token.Position
            : throw new GraphException(400, "Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included in your request.");
    }

    public static string NextLink(GraphCall call, DeltaToken next)
    {
        var link = call.Self + "?";
        foreach (var parameter in call.Http.Request.Query)
        {
            if (parameter.Key != "$skiptoken")
                link += $"{parameter.Key}={Uri.EscapeDataString(parameter.Value.ToString())}&";
        }

        return $"{link}$skiptoken={next.Encode()}";
    }

    public static void WriteUser(Utf8JsonWriter writer, SimulatedUser user, ulong select, bool isDirectoryObject = false)
    {
        bool Has(string name) => (select & UserProperties[name]) != 0;
        var specification = user.Specification;
        writer.WriteStartObject();
        if (isDirectoryObject)
            writer.WriteString("@odata.type"u8, "#microsoft.graph.user"u8);
        writer.WriteString("id"u8, user.Id);
        if (Has("displayName"))
            writer.WriteString("displayName"u8, user.DisplayName);
        if (Has("userPrincipalName"))
            writer.WriteString("userPrincipalName"u8, user.UserPrincipalName);
        if (Has("mail"))
            writer.WriteString("mail"u8, user.Mail);
        if (Has("mailNickname"))
            writer.WriteString("mailNickname"u8, user.UserPrincipalName.Split('@')[0]);
        if (Has("accountEnabled"))
            writer.WriteBoolean("accountEnabled"u8, specification.AccountEnabled);
        if (Has("userType"))
            writer.WriteString("userType"u8, specification.IsGuest ? "Guest"u8 : "Member"u8);
        foreach (var name in (ReadOnlySpan<string>)["givenName", "surname", "jobTitle", "officeLocation", "mobilePhone", "preferredLanguage", "department"])
        {
            if (Has(name))
                writer.WriteNull(name);
        }

        WriteLists(writer, user, select);
        writer.WriteEndObject();
    }

    private static void WriteLists(Utf8JsonWriter writer, SimulatedUser user, ulong select)
    {
        if ((select & UserProperties["businessPhones"]) != 0)
        {
            writer.WriteStartArray("businessPhones"u8);
            writer.WriteEndArray();
        }

        if ((select & UserProperties["proxyAddresses"]) != 0)
        {
            writer.WriteStartArray("proxyAddresses"u8);
            if (user.Mail is not null)
                writer.WriteStringValue("SMTP:" + user.Mail);
            writer.WriteEndArray();
        }

        if ((select & UserProperties["assignedLicenses"]) == 0)
            return;
        writer.WriteStartArray("assignedLicenses"u8);
        if (user.Specification.IsLicensed)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("disabledPlans"u8);
            writer.WriteEndArray();
            // Office 365 E3, from the published list of product names and service plan identifiers.
            writer.WriteString("skuId"u8, "6fd2c87f-b296-42f0-b197-1e91e994b900"u8);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static Func<SimulatedUser, bool> ParseFilter(string? filter)
    {
        if (filter is null)
            return static _ => true;
        var conditions = And().Split(filter.Trim()).Select(ParseCondition).ToArray();
        return user => Array.TrueForAll(conditions, condition => condition(user));
    }

    private static Func<SimulatedUser, bool> ParseCondition(string text)
    {
        var match = Condition().Match(text.Trim());
        if (!match.Success)
            throw new GraphException(400, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified.");
        var name = match.Groups["name"].Value;
        var value = match.Groups["value"].Value.Replace("''", "'", StringComparison.Ordinal);
        var starts = match.Groups["starts"].Success;
        var read = Reader(name);
        return starts
            ? user => read(user)?.StartsWith(value, StringComparison.OrdinalIgnoreCase) == true
            : user => string.Equals(read(user), value, StringComparison.OrdinalIgnoreCase);
    }

    private static Func<SimulatedUser, string?> Reader(string name) => name.ToUpperInvariant() switch
    {
        "ID" => static user => user.Id,
        "USERPRINCIPALNAME" => static user => user.UserPrincipalName,
        "DISPLAYNAME" => static user => user.DisplayName,
        "MAIL" => static user => user.Mail,
        "USERTYPE" => static user => user.Specification.IsGuest ? "Guest" : "Member",
        "ACCOUNTENABLED" => static user => user.Specification.AccountEnabled ? "true" : "false",
        _ => throw new GraphException(400, "Request_UnsupportedQuery", $"Unsupported or invalid query filter clause specified for property '{name}'."),
    };

    [GeneratedRegex(@"\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)", RegexOptions.IgnoreCase)]
    private static partial Regex And();

    [GeneratedRegex(@"^(?:(?<starts>startswith)\(\s*(?<name>\w+)\s*,\s*'(?<value>(?:[^']|'')*)'\s*\)|(?<name>\w+)\s+eq\s+(?:'(?<value>(?:[^']|'')*)'|(?<value>true|false)))$", RegexOptions.IgnoreCase)]
    private static partial Regex Condition();
}
