using System.Security.Cryptography.X509Certificates;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>A Microsoft 365 organization, read through Microsoft Graph.</summary>
internal sealed class GraphOrganizationSource : IOrganizationSource
{
    private readonly TrafficCounter _traffic = new();
    private readonly X509Certificate2? _certificate;
    private readonly GraphTransport _transport;
    private readonly GraphGovernor _governor;
    private readonly GraphTokenSource _tokens;
    private readonly GraphHttpClient _graph;
    private readonly TimeProvider _time;
    private readonly UserDirectory _directory;
    private readonly GroupDirectory _groups;

    public GraphOrganizationSource(Organization organization, string? secret, GraphSourceOptions options, TimeProvider time, SourceLimits limits)
    {
        GraphCredentialFactory.Validate(organization, secret);
        var pin = ServerCertificatePin.Parse(organization.PinnedServerCertificate);
        _certificate = CertificateLoader.Load(organization, secret);
        var settings = new GraphSettings(new GraphEndpoint(organization.GraphEndpoint), options, time) { Downloads = limits.Downloads };
        _transport = new GraphTransport(pin, options);
        _governor = new GraphGovernor(options, time, _traffic, limits.Requests);
        _tokens = new GraphTokenSource(() => GraphCredentialFactory.Create(organization, secret, _certificate, _transport.Client), settings);
        _graph = new GraphHttpClient(_transport, _tokens, _governor, _traffic, settings);
        _time = time;
        _directory = new UserDirectory(_graph);
        _groups = new GroupDirectory(_graph);
    }

    public SourceStatistics Statistics => _traffic.Snapshot() with { Services = _governor.Snapshot() };

    public Task<OrganizationCheckResult> CheckAsync(IReadOnlyList<Workload> workloads, CancellationToken cancellationToken) =>
        new OrganizationChecker(_tokens, _directory, new WorkloadProbe(_graph), new GroupProbe(_graph, _groups)).RunAsync(workloads, cancellationToken);

    public IAsyncEnumerable<DiscoveredObject> DiscoverAsync(DiscoveryQuery query, CancellationToken cancellationToken)
    {
        return query.Kind switch
        {
            ObjectKind.User => GuardAsync(new Discovery(_directory, new WorkloadProbe(_graph)).RunAsync(query, cancellationToken), UserDirectory.Permission),
            ObjectKind.Group or ObjectKind.Team => GuardAsync(new GroupDiscovery(_groups).RunAsync(query, cancellationToken), GroupDirectory.Permission),
            _ => GuardAsync(new SiteDirectory(_graph).RunAsync(query, cancellationToken), SiteDirectory.Permission),
        };
    }

    public IAsyncEnumerable<DiscoveredObject> ListMembersAsync(ProtectedObject group, CancellationToken cancellationToken) =>
        GuardAsync(new GroupDiscovery(_groups).ListMembersAsync(group, cancellationToken), GroupDirectory.Permission);

    public Task<DiscoveredObject?> FindSiteAsync(ProtectedObject group, CancellationToken cancellationToken) =>
        new GroupDiscovery(_groups).FindSiteAsync(group, cancellationToken);

    public IObjectReader OpenReader(ProtectedObject protectedObject, Workload workload, ReadOptions? options = null) => workload switch
    {
        Workload.Mailbox => MailReader(new MailRequests(_graph.Endpoint, _graph.Options, protectedObject.Id, options ?? ReadOptions.Default)),
        Workload.ArchiveMailbox => MailReader(new ArchiveRequests(_graph.Endpoint, _graph.Options, protectedObject.Id, options ?? ReadOptions.Default)),
        Workload.Contacts => ContactReader(protectedObject),
        Workload.Calendar => CalendarReader(protectedObject),
        Workload.OneDrive => new DriveReader(_graph, protectedObject, options ?? ReadOptions.Default),
        Workload.Site => new SiteReader(_graph, protectedObject, options ?? ReadOptions.Default),
        Workload.GroupMailbox => new GroupMailboxReader(_graph, protectedObject, _time),
        Workload.Team => new TeamReader(_graph, protectedObject, _time),
        _ => throw NotSupported(workload),
    };

    private OutlookReader<MessageRecord> MailReader(MailRequests requests) => new(_graph, requests, context => new Messages(context, requests));

    private OutlookReader<ContactRecord> ContactReader(ProtectedObject user)
    {
        var requests = new ContactRequests(_graph.Endpoint, _graph.Options, user.Id);
        return new OutlookReader<ContactRecord>(_graph, requests, context => new Contacts(context, requests));
    }

    private OutlookReader<EventRecord> CalendarReader(ProtectedObject user)
    {
        var requests = new CalendarRequests(_graph.Endpoint, _graph.Options, user.Id);
        return new OutlookReader<EventRecord>(_graph, requests, context => new Events(context, requests));
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        _transport.Dispose();
        _tokens.Dispose();
        _governor.Dispose();
        _certificate?.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static InvalidSettingException NotSupported(Workload workload) => new(
        "Workload.NotSupported", $"The workload {workload} cannot be read by this version.", $"Choose among {string.Join(", ", ObjectWorkloads.All)}.");

    private static async IAsyncEnumerable<DiscoveredObject> GuardAsync(IAsyncEnumerable<DiscoveredObject> found, string permission)
    {
        await using IAsyncEnumerator<DiscoveredObject> objects = found.GetAsyncEnumerator();
        while (await MoveAsync(objects, permission).ConfigureAwait(false))
            yield return objects.Current;
    }

    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<DiscoveredObject> objects, string permission)
    {
        try
        {
            return await objects.MoveNextAsync().ConfigureAwait(false);
        }
        catch (GraphStatusException e)
        {
            throw GraphErrors.Typed(e, permission);
        }
    }
}
