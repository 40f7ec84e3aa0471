using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>An on-premises Exchange organization: validated and resolved through its PowerShell, read through its Web Services.</summary>
internal sealed class ExchangeOrganizationSource : IOrganizationSource
{
    private readonly OnPremisesConnection _connection;
    private readonly TrafficCounter _traffic = new();
    private readonly ShellSession _shell;
    private readonly EwsTransport _transport;
    private readonly EwsGovernor _governor;
    private readonly EwsClient _ews;

    public ExchangeOrganizationSource(OnPremisesConnection connection, string? password, IExchangeShellFactory shells, EwsOptions options, TimeProvider time, SourceLimits limits)
    {
        _connection = connection;
        _shell = new ShellSession(shells, new ExchangeEndpoint(connection, password));
        _transport = new EwsTransport(connection, password, options);
        _governor = new EwsGovernor(options, time, _traffic, limits.Requests);
        _ews = new EwsClient(_transport, connection, _governor, _traffic, options, time, limits.Downloads);
    }

    public SourceStatistics Statistics
    {
        get
        {
            SourceStatistics now = _traffic.Snapshot();
            return now with { Services = [new ServiceStatistics("Exchange", now.Requests, now.ThrottledRequests, now.ThrottledTime)] };
        }
    }

    public Task<OrganizationCheckResult> CheckAsync(IReadOnlyList<Workload> workloads, CancellationToken cancellationToken) =>
        new OnPremisesChecker(_shell, _connection, OpenMailboxAsync).RunAsync(workloads, cancellationToken);

    public IAsyncEnumerable<DiscoveredObject> DiscoverAsync(DiscoveryQuery query, CancellationToken cancellationToken) => query.Kind switch
    {
        ObjectKind.User => new MailboxDirectory(_shell).ListAsync(query, cancellationToken),
        ObjectKind.Group => new GroupDirectory(_shell).ListAsync(query, cancellationToken),
        // There are no sites and no teams.
        _ => AsyncEnumerable.Empty<DiscoveredObject>(),
    };

    public IAsyncEnumerable<DiscoveredObject> ListMembersAsync(ProtectedObject group, CancellationToken cancellationToken) => new GroupDirectory(_shell).ListMembersAsync(group, cancellationToken);

    public Task<DiscoveredObject?> FindSiteAsync(ProtectedObject group, CancellationToken cancellationToken) => Task.FromResult<DiscoveredObject?>(null);

    public IObjectReader OpenReader(ProtectedObject protectedObject, Workload workload, ReadOptions? options = null)
    {
        if (MailboxPart.Of(workload, options ?? ReadOptions.Default) is not { } part || protectedObject.Address is not { } mailbox)
            return new AbsentReader(protectedObject, workload);
        Func<ReadingContext, IExchangeItems> items = workload switch
        {
            Workload.Contacts => context => new WholeItems(context, ItemKind.Contact),
            Workload.Calendar => context => new WholeItems(context, ItemKind.Event),
            _ => context => new MessageItems(context),
        };
        return new MailboxReader(_ews, mailbox, part, items);
    }

    public async ValueTask DisposeAsync()
    {
        await _shell.DisposeAsync().ConfigureAwait(false);
        _transport.Dispose();
        _governor.Dispose();
    }

    private async Task OpenMailboxAsync(string mailbox, CancellationToken cancellationToken)
    {
        try
        {
            await _ews.SendOneAsync(mailbox, EwsRequests.GetFolders(["msgfolderroot"]), cancellationToken).ConfigureAwait(false);
        }
        catch (EwsException e)
        {
            throw EwsErrors.Typed(e, mailbox);
        }
    }
}
