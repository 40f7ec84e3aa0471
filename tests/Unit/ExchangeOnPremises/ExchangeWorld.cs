using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Core.Sources.ExchangeOnPremises;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Exchange;

namespace Veeam365.Backup.Tests.ExchangeOnPremises;

/// <summary>A simulated on-premises organization, an embedded configuration, a folder repository and a job: the real parts but for the shell.</summary>
internal sealed class ExchangeWorld : IAsyncDisposable
{
    public static readonly EwsOptions Impatient = new() { BackoffBase = TimeSpan.FromMilliseconds(1), BackoffLimit = TimeSpan.FromMilliseconds(20), RequestTimeout = TimeSpan.FromSeconds(20) };

    private readonly TemporaryFolder _folder = new();

    private ExchangeWorld(ExchangeSimulator simulator)
    {
        Simulator = simulator;
        Exchange = new FakeExchange(simulator);
    }

    public ExchangeSimulator Simulator { get; }

    public FakeExchange Exchange { get; }

    public BackupServices Services { get; private set; } = null!;

    public Organization Organization { get; private set; } = null!;

    public BackupJob Job { get; private set; } = null!;

    public SessionOptions Options { get; set; } = new() { Heartbeat = TimeSpan.FromMilliseconds(200) };

    public OnPremisesConnection Connection => new(new Uri("http://mail01.contoso.example/PowerShell/"), ExchangeAuthentication.Basic)
    {
        ConnectionUri = new Uri("https://mail01.contoso.example/PowerShell/"),
        UserName = Simulator.Options.UserName,
        EwsUrl = Simulator.Ews,
        SkipCertificateCheck = true,
    };

    public static async Task<ExchangeWorld> CreateAsync(Action<ExchangeSimulator> fill, BackupScope? scope = null, EwsOptions? options = null)
    {
        var world = new ExchangeWorld(await ExchangeSimulator.StartAsync());
        fill(world.Simulator);
        world.Services = await BackupServicesFactory.OpenAsync(world._folder.Sub("configuration"), null, world.Exchange, CancellationToken.None);
        world.Use(options ?? Impatient);
        world.Organization = await world.AddAsync("Headquarters");
        string path = Directory.CreateDirectory(world._folder.Sub("repository")).FullName;
        BackupRepository repository = await new RepositoryOperations(world.Services).AddAsync(new NewRepository("Local", new FolderStoreSettings(path), null, null), CancellationToken.None);
        world.Job = new BackupJob
        {
            Id = Guid.CreateVersion7(),
            Name = "Everybody",
            OrganizationId = world.Organization.Id,
            RepositoryId = repository.Id,
            Scope = scope ?? new BackupScope { WholeOrganization = true, Workloads = [Workload.Mailbox, Workload.ArchiveMailbox, Workload.Contacts, Workload.Calendar] },
            Retry = new RetryPolicy(0, TimeSpan.Zero),
            CreatedAt = DateTimeOffset.UtcNow,
        };
        await new JobOperations(world.Services).AddAsync(world.Job, CancellationToken.None);
        return world;
    }

    /// <summary>From now on mailboxes are read within these limits.</summary>
    public void Use(EwsOptions options) => Services = Services with { Sources = new ExchangeOrganizationSourceFactory(Exchange, options) };

    public Task<Organization> AddAsync(string name, Func<NewOnPremisesOrganization, NewOnPremisesOrganization>? change = null)
    {
        var request = new NewOnPremisesOrganization { Name = name, Connection = Connection, Password = Simulator.Options.Password };
        return new OrganizationOperations(Services).AddOnPremisesAsync(change is null ? request : change(request), CancellationToken.None);
    }

    public IOrganizationSource Connect(string? password = null) => Services.Sources.Connect(Organization, password ?? Simulator.Options.Password);

    public Task<SessionResult> BackUpAsync(bool full = false, CancellationToken cancellationToken = default) =>
        new SessionRunner(Services, Options).RunAsync(new StartRequest(Job, full), 1, new NullSessionObserver(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Services is not null)
            await Services.Configuration.DisposeAsync();
        await Simulator.DisposeAsync();
        _folder.Dispose();
    }
}
