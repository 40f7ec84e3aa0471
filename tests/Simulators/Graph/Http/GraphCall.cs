using Microsoft.Net.Http.Headers;

namespace Veeam365.Simulators.Graph;

/// <summary>One request on its way through the simulator.</summary>
internal sealed class GraphCall
{
    private SimulatedMailbox? _entered;

    public GraphCall(HttpContext http, Route route, GraphSimulator simulator)
    {
        Http = http;
        Route = route;
        Simulator = simulator;
        Preferences = Preferences.Parse(http.Request.Headers["Prefer"]);
        RequestId = Guid.NewGuid().ToString("D");
        var clientId = http.Request.Headers["client-request-id"].ToString();
        ClientRequestId = clientId.Length == 0 ? RequestId : clientId;
    }

    public HttpContext Http { get; }

    public Route Route { get; }

    public GraphSimulator Simulator { get; }

    public SimulatedTenant Tenant => Simulator.Tenant;

    public GraphSimulatorOptions Options => Simulator.Options;

    public Preferences Preferences { get; }

    public string RequestId { get; }

    public string ClientRequestId { get; }

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>A fault wants the connection to be cut after so many bytes of a file.</summary>
    public long? CutAfter { get; set; }

    /// <summary>A fault wants metadata to carry wrong hashes.</summary>
    public bool WrongHashes { get; set; }

    /// <summary>Scheme, host and version as the client wrote them; links continue with it.</summary>
    public string Root => $"{Origin}/{(Http.Request.Path.StartsWithSegments("/beta", StringComparison.Ordinal) ? "beta" : "v1.0")}";

    public string Origin => $"{Http.Request.Scheme}://{Http.Request.Host}";

    /// <summary>The path of this request as it was sent, without its query.</summary>
    public string Self => Origin + Http.Request.Path.ToUriComponent();

    /// <summary>The channel of the team that the request is about.</summary>
    public SimulatedChannel Channel => Group.Team.GetChannel(Route.Thread!);

    public SimulatedGroup Group => Tenant.Group(Route.Group!);

    public SimulatedUser User => Tenant.User(Route.User!);

    /// <summary>The mailbox that the request is about: the archive where it names a folder or message of that.</summary>
    public SimulatedMailbox Mailbox => User.ArchiveOrNull is { } archive && IsAbout(archive) ? archive : User.Mailbox;

    public SimulatedContacts Contacts => User.Contacts;

    public SimulatedCalendar Calendar => User.Calendar;

    public SimulatedDrive Drive => Route switch
    {
        { Drive: { } drive } => Tenant.FindDrive(drive),
        { Site: not null, List: not null } => List.Drive ?? throw GraphException.DriveItemNotFound(),
        { Site: not null } => Site.DefaultLibrary,
        _ => User.Drive,
    };

    public SimulatedSite Site => Tenant.FindSite(Route.Site!);

    public SimulatedList List => Site.FindList(Route.List!);

    private bool IsAbout(SimulatedMailbox archive) =>
        (Route.Folder is not null && archive.HasFolder(Route.Folder)) || (Route.Message is not null && archive.HasMessage(Route.Message));

    public bool IsRead => HttpMethods.IsGet(Http.Request.Method);

    public string? Query(string name) =>
        Http.Request.Query.TryGetValue(name, out var value) && value.Count > 0 ? value[0] : null;

    /// <summary>Page size: $top, or the Prefer header, or the default; never above the largest.</summary>
    public int PageSize(int fallback, int largest)
    {
        if (Preferences.MaxPageSize is { } preferred)
            Http.Response.Headers["Preference-Applied"] = $"odata.maxpagesize={preferred}";
        var top = Query("$top");
        if (top is null)
            return Math.Min(Preferences.MaxPageSize ?? fallback, largest);
        return int.TryParse(top, out var size) && size > 0
            ? Math.Min(size, largest)
            : throw new GraphException(400, "ErrorInvalidUrlQuery", "The value of $top must be a positive number.");
    }

    /// <summary>Query options that would change the answer and that the simulator does not know are refused, not passed over.</summary>
    public void RejectUnsupported(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Query(name) is not null)
                throw new GraphException(400, "ErrorInvalidUrlQuery", $"The query option '{name}' is not supported here.");
        }
    }

    public void SetHeaders()
    {
        var headers = Http.Response.Headers;
        headers["request-id"] = RequestId;
        headers["client-request-id"] = ClientRequestId;
        headers[HeaderNames.CacheControl] = "private";
        if (Options.ClockSkew != TimeSpan.Zero)
            headers.Date = (Options.Time.GetUtcNow() + Options.ClockSkew).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
    }

    public int EnterMailbox(SimulatedMailbox mailbox)
    {
        _entered = mailbox;
        return mailbox.EnterRequest();
    }

    /// <summary>Must happen before the client can see the answer's end, or its next request would count as one more.</summary>
    public void LeaveMailbox() => Interlocked.Exchange(ref _entered, null)?.LeaveRequest();
}
