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
    private readonly UserDirectory _directory;

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
        _directory = new UserDirectory(_graph);
    }

    public SourceStatistics Statistics => _traffic.Snapshot() with { Services = _governor.Snapshot() };

    public Task<OrganizationCheckResult> CheckAsync(IReadOnlyList<Workload> workloads, CancellationToken cancellationToken) =>
        new OrganizationChecker(_tokens, _directory, new WorkloadProbe(_graph)).RunAsync(workloads, cancellationToken);

    public IAsyncEnumerable<DiscoveredObject> DiscoverAsync(DiscoveryQuery query, CancellationToken cancellationToken)
    {
        if (query.Kind != ObjectKind.User)
            throw new InvalidSettingException("Discovery.KindNotSupported", $"Objects of kind {query.Kind} cannot be listed by this version.", "List users.");
        return GuardAsync(new Discovery(_directory, new WorkloadProbe(_graph)).RunAsync(query, cancellationToken));
    }

    public IObjectReader OpenReader(ProtectedObject protectedObject, Workload workload, ReadOptions? options = null) => workload switch
    {
        Workload.Mailbox => MailReader(new MailRequests(_graph.Endpoint, _graph.Options, protectedObject.Id, options ?? ReadOptions.Default)),
        Workload.ArchiveMailbox => MailReader(new ArchiveRequests(_graph.Endpoint, _graph.Options, protectedObject.Id, options ?? ReadOptions.Default)),
        Workload.Contacts => ContactReader(protectedObject),
        Workload.Calendar => CalendarReader(protectedObject),
        Workload.OneDrive => new DriveReader(_graph, protectedObject),
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
        "Workload.NotSupported", $"The workload {workload} cannot be read by this version.", $"Choose among {string.Join(", ", WorkloadProbe.Supported)}.");

    private static async IAsyncEnumerable<DiscoveredObject> GuardAsync(IAsyncEnumerable<DiscoveredObject> found)
    {
        await using IAsyncEnumerator<DiscoveredObject> objects = found.GetAsyncEnumerator();
        while (await MoveAsync(objects).ConfigureAwait(false))
            yield return objects.Current;
    }

    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<DiscoveredObject> objects)
    {
        try
        {
            return await objects.MoveNextAsync().ConfigureAwait(false);
        }
        catch (GraphStatusException e)
        {
            throw GraphErrors.Typed(e, UserDirectory.Permission);
        }
    }
}
