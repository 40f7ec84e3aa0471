using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Veeam365.Simulators.Graph;

/// <summary>
/// The surface for people under /_simulator/: GET state and truth; POST users, groups, messages, contacts, events, files, sites, site-changes, faults and expire-tokens. It wants
/// the key that is printed at the start.
/// </summary>
internal static class AdminHandlers
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static async Task HandleAsync(GraphCall call)
    {
        var given = Encoding.UTF8.GetBytes(call.Http.Request.Headers["X-Simulator-Key"].ToString());
        if (!CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(call.Options.AdminKey)))
            throw new GraphException(401, "Unauthorized", "The header X-Simulator-Key is missing or wrong.");
        object result;
        try
        {
            result = await RunAsync(call);
        }
        catch (JsonException wrong)
        {
            throw GraphException.BadRequest(wrong.Message);
        }

        call.Http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(call.Http.Response.Body, result, Json, call.Aborted);
    }

    private static async Task<object> RunAsync(GraphCall call) =>
        $"{call.Http.Request.Method} {call.Http.Request.Path.Value!["/_simulator".Length..].TrimEnd('/')}" switch
        {
            "GET " or "GET /state" => State(call.Simulator),
            "GET /truth" => Truth(call),
            "POST /users" => AddUser(call.Tenant, await ReadAsync<NewUser>(call)),
            "POST /groups" => (await ReadAsync<GroupCommand>(call)).Apply(call.Tenant),
            "POST /messages" => (await ReadAsync<MessageCommand>(call)).Apply(call.Tenant),
            "POST /contacts" => (await ReadAsync<ContactCommand>(call)).Apply(call.Tenant),
            "POST /events" => (await ReadAsync<EventCommand>(call)).Apply(call.Tenant),
            "POST /sites" => AddSite(call.Tenant, await ReadAsync<NewSite>(call)),
            "POST /site-changes" => (await ReadAsync<SiteCommand>(call)).Apply(call.Tenant),
            "POST /files" => (await ReadAsync<FileCommand>(call)).Apply(call.Tenant),
            "POST /faults" => AddFault(call.Simulator, await ReadAsync<FaultRule>(call)),
            "DELETE /faults" => ClearFaults(call.Simulator),
            "POST /expire-tokens" => Expire(call.Tenant, call.Query("user")),
            _ => throw new GraphException(404, "NotFound", "There is: GET state, GET truth?user=&moment= or truth?site= or truth?group=, POST users, groups, messages, contacts, events, files, sites, site-changes, faults, expire-tokens?user=, DELETE faults."),
        };

    private static async Task<T> ReadAsync<T>(GraphCall call) =>
        await JsonSerializer.DeserializeAsync<T>(call.Http.Request.Body, Json, call.Aborted) ?? throw GraphException.BadRequest("A JSON object is expected.");

    private static object State(GraphSimulator simulator) => new
    {
        simulator.Tenant.TenantId,
        Requests = Enum.GetValues<RouteKind>().Where(kind => simulator.Log.Count(kind) > 0).ToDictionary(static kind => kind, simulator.Log.Count),
        simulator.Log.BytesSent,
        simulator.Log.Throttled,
        simulator.Log.Failed,
        simulator.Log.LargestConcurrency,
        simulator.Log.LargestMailboxConcurrency,
        RetryAfterViolations = simulator.Log.RetryAfterViolations.Count,
        Faults = simulator.Faults.Count,
        Sites = simulator.Tenant.Sites.Select(static site => new { site.Id, site.WebUrl, site.DisplayName }),
        Users = simulator.Tenant.Users.Select(static user => new
        {
            user.Id,
            user.UserPrincipalName,
            Messages = user.MailboxOrNull?.MessageCount,
            ArchivedMessages = user.ArchiveOrNull?.MessageCount,
            Contacts = user.ContactsOrNull?.Count,
            Events = user.CalendarOrNull?.Count,
            DriveItems = user.DriveOrNull?.ItemCount,
        }),
    };

    private static object Truth(GraphCall call)
    {
        if (call.Query("group") is { } group)
            return Truth(call.Tenant.Snapshot().Group(group));
        if (call.Query("site") is { } site)
            return Truth(call.Tenant.Site(site).Snapshot());
        var name = call.Query("user") ?? throw GraphException.BadRequest("Say which user: truth?user=...");
        var user = call.Tenant.Snapshot().User(name);
        if (call.Query("moment") is { } text)
            return Truth(call.Tenant.User(name), DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        return new
        {
            user.Id,
            user.UserPrincipalName,
            user.Mailbox?.Folders,
            Messages = user.Mailbox?.Messages().Select(static message => new { message.Id, message.FolderId, message.Subject, Sha256 = message.Sha256() }),
            ArchiveFolders = user.Archive?.Folders,
            ArchivedMessages = user.Archive?.Messages().Select(static message => new { message.Id, message.FolderId, message.Subject, Sha256 = message.Sha256() }),
            ContactFolders = user.Contacts?.Folders,
            Contacts = user.Contacts?.Items,
            Calendars = user.Calendar?.Folders,
            Events = user.Calendar?.Items,
            DriveItems = user.Drive?.Items().Select(static item => new { item.Id, item.Path, item.IsFolder, item.Size, Sha256 = item.Sha256() }),
        };
    }

    private static object Truth(GroupSnapshot group) => new
    {
        group.Id,
        group.DisplayName,
        group.Mailbox?.Threads,
        group.Mailbox?.Posts,
        group.Team?.Settings,
        group.Team?.Members,
        group.Team?.Channels,
    };

    private static object Truth(SiteSnapshot site) => new
    {
        site.Id,
        site.WebUrl,
        site.DisplayName,
        Files = site.Libraries.SelectMany(static library => library.Drive.Items().Where(static item => !item.IsFolder)
            .Select(item => new { Library = library.Name, item.Id, item.Path, item.Size, Sha256 = item.Sha256(), Versions = item.Versions.Count })),
        Lists = site.Lists.Select(static list => new { list.Id, list.Name, list.Items }),
        site.Pages,
        Subsites = site.Subsites.Select(Truth),
    };

    private static object AddSite(SimulatedTenant tenant, NewSite site) => new { tenant.AddSite(site).Id };

    /// <summary>Contacts and calendars keep their whole history: what they held at a moment.</summary>
    private static object Truth(SimulatedUser user, DateTimeOffset moment) => new
    {
        user.Id,
        user.UserPrincipalName,
        ContactFolders = user.ContactsOrNull?.SnapshotAt(moment).Folders,
        Contacts = user.ContactsOrNull?.SnapshotAt(moment).Items,
        Calendars = user.CalendarOrNull?.SnapshotAt(moment).Folders,
        Events = user.CalendarOrNull?.SnapshotAt(moment).Items,
    };

    private static object AddUser(SimulatedTenant tenant, NewUser user) => new { tenant.AddUser(user).Id };

    private static object AddFault(GraphSimulator simulator, FaultRule fault)
    {
        simulator.Faults.Add(fault);
        return new { Faults = simulator.Faults.Count };
    }

    private static object ClearFaults(GraphSimulator simulator)
    {
        simulator.Faults.Clear();
        return new { Faults = 0 };
    }

    private static object Expire(SimulatedTenant tenant, string? user)
    {
        var users = user is null ? tenant.Users.Select(static one => one.Id) : [user];
        foreach (var one in users)
            tenant.ExpireDeltaTokens(one);
        return new { Expired = true };
    }
}
