using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A Microsoft 365 organization, written to through Microsoft Graph by an application that may.</summary>
internal sealed class GraphOrganizationTarget : IOrganizationTarget
{
    private readonly TrafficCounter _traffic = new();
    private readonly X509Certificate2? _certificate;
    private readonly GraphTransport _transport;
    private readonly GraphGovernor _governor;
    private readonly GraphTokenSource _tokens;
    private readonly GraphHttpClient _graph;

    public GraphOrganizationTarget(Organization organization, string? secret, GraphSourceOptions options, TimeProvider time)
    {
        GraphCredentialFactory.Validate(organization, secret);
        var pin = ServerCertificatePin.Parse(organization.PinnedServerCertificate);
        _certificate = CertificateLoader.Load(organization, secret);
        var settings = new GraphSettings(new GraphEndpoint(organization.GraphEndpoint), options, time);
        _transport = new GraphTransport(pin, options);
        _governor = new GraphGovernor(options, time, _traffic);
        _tokens = new GraphTokenSource(() => GraphCredentialFactory.Create(organization, secret, _certificate, _transport.Client), settings);
        _graph = new GraphHttpClient(_transport, _tokens, _governor, _traffic, settings);
    }

    public SourceStatistics Statistics => _traffic.Snapshot() with { Services = _governor.Snapshot() };

    public async Task<OrganizationCheckResult> CheckAsync(IReadOnlyList<Workload> workloads, CancellationToken cancellationToken)
    {
        try
        {
            string token = await _tokens.GetAsync(cancellationToken).ConfigureAwait(false);
            IReadOnlySet<string>? granted = TokenRoles.Read(token);
            IEnumerable<OrganizationCheck> permissions = workloads.SelectMany(WritePermission.AllOf).DistinctBy(p => p.Name).Select(p => p.Check(granted));
            return new OrganizationCheckResult([new OrganizationCheck("Restore sign-in", CheckOutcome.Passed, "Signed in."), .. permissions]);
        }
        catch (BackupException e)
        {
            return new OrganizationCheckResult([new OrganizationCheck("Restore sign-in", CheckOutcome.Failed, e.Message, e)]);
        }
    }

    public async Task<ProtectedObject> FindUserAsync(string idOrAddress, CancellationToken cancellationToken)
    {
        var writer = new GraphWriter(_graph, GraphScope.Directory, "the directory", "User.Read.All");
        JsonElement found = await writer.FindAsync($"users/{Uri.EscapeDataString(idOrAddress)}?$select=id,displayName,userPrincipalName,mail", cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("Target.UserNotFound", $"There is no user '{idOrAddress}' in the organization.", "List the users with Get-BackupOrganizationObject.");
        string? address = found.Text("userPrincipalName") ?? found.Text("mail");
        return new ProtectedObject(ObjectKind.User, found.Id(), found.Text("displayName") ?? address ?? idOrAddress, address);
    }

    public async Task<ProtectedObject> FindSiteAsync(string idOrAddress, CancellationToken cancellationToken)
    {
        string key = Uri.TryCreate(idOrAddress, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps
            ? $"{address.Host}:{address.AbsolutePath.TrimEnd('/')}"
            : Uri.EscapeDataString(idOrAddress);
        var writer = new GraphWriter(_graph, GraphScope.OfSite(idOrAddress), "SharePoint", WritePermission.Of(Workload.Site).Name);
        JsonElement found = await writer.FindAsync($"sites/{key.TrimEnd(':')}", cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("Target.SiteNotFound", $"There is no site '{idOrAddress}' in the organization.", "List the sites with Get-BackupOrganizationObject -Kind Site.");
        string? url = found.Text("webUrl");
        return new ProtectedObject(ObjectKind.Site, found.Id(), found.Text("displayName") ?? url ?? idOrAddress, url);
    }

    public async Task<ProtectedObject> FindTeamAsync(string idOrName, CancellationToken cancellationToken)
    {
        var writer = new GraphWriter(_graph, GraphScope.Directory, "the directory", "Group.Read.All");
        List<JsonElement> found = Guid.TryParse(idOrName, out _)
            ? await writer.FindAsync($"groups/{idOrName}?$select=id,displayName,mail", cancellationToken).ConfigureAwait(false) is { } one ? [one] : []
            : await writer.ListAsync($"groups?$filter=displayName eq '{GraphWriter.Quoted(idOrName)}'&$select=id,displayName,mail", cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        if (found.Count != 1)
        {
            throw new NotFoundException(
                "Target.TeamNotFound",
                found.Count == 0 ? $"There is no team '{idOrName}' in the organization." : $"There are {found.Count} groups named '{idOrName}'.",
                "List the teams with Get-BackupOrganizationObject -Kind Team, and give the id.");
        }

        return new ProtectedObject(ObjectKind.Team, found[0].Id(), found[0].Text("displayName") ?? idOrName, found[0].Text("mail"));
    }

    public IObjectTarget OpenTarget(ProtectedObject target, Workload workload, WriteOptions options) => workload switch
    {
        Workload.Mailbox => new MailTarget(MailboxWriter(target, workload), new MailPlaces(target.Id, isArchive: false), options),
        Workload.ArchiveMailbox => new MailTarget(MailboxWriter(target, workload), new MailPlaces(target.Id, isArchive: true), options),
        Workload.Contacts => new ContactTarget(MailboxWriter(target, workload), target.Id, options),
        Workload.Calendar => new CalendarTarget(MailboxWriter(target, workload), target.Id, options),
        Workload.OneDrive => new DriveTarget(
            new GraphWriter(_graph, GraphScope.OfDrive(target.Id), $"the OneDrive of {target.Label}", WritePermission.Of(workload).Name), DrivePlace.OfUser(target.Id), options),
        Workload.Site => new SiteTarget(new GraphWriter(_graph, GraphScope.OfSite(target.Id), $"the site {target.Label}", WritePermission.Of(workload).Name), target.Id, options),
        Workload.Team => new TeamTarget(new TeamWriters(_graph, target.Id, target.Label), target.Id, options),
        _ => throw new InvalidSettingException("Restore.WorkloadNotSupported", $"Items of {workload} cannot be restored by this version.", "Export them (Export-BackupItem)."),
    };

    public ValueTask DisposeAsync()
    {
        _transport.Dispose();
        _tokens.Dispose();
        _governor.Dispose();
        _certificate?.Dispose();
        return ValueTask.CompletedTask;
    }

    private GraphWriter MailboxWriter(ProtectedObject target, Workload workload) =>
        new(_graph, GraphScope.OfMailbox(target.Id), $"the mailbox of {target.Label}", WritePermission.Of(workload).Name);
}
