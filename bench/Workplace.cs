using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Bench;

/// <summary>A configuration with one organization, one folder repository and one job, in a temporary folder.</summary>
internal sealed class Workplace : IDisposable
{
    public const string JobName = "Bench";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("veeam365-bench-");

    public string Configuration => Path.Combine(_folder.FullName, "configuration");

    public static async Task<Workplace> CreateAsync(GraphSimulator simulator, BackupScope scope, CancellationToken cancellationToken)
    {
        var place = new Workplace();
        string repositoryPath = Directory.CreateDirectory(Path.Combine(place._folder.FullName, "repository")).FullName;
        BackupServices services = await BackupServicesFactory.OpenAsync(place.Configuration, null, cancellationToken);
        await using var _ = services.Configuration;
        Organization organization = await new OrganizationOperations(services).AddAsync(Describe(simulator), cancellationToken);
        BackupRepository repository = await new RepositoryOperations(services)
            .AddAsync(new NewRepository("Bench", new FolderStoreSettings(repositoryPath), null, null), cancellationToken);
        await new JobOperations(services).AddAsync(new BackupJob
        {
            Id = Guid.CreateVersion7(),
            Name = JobName,
            OrganizationId = organization.Id,
            RepositoryId = repository.Id,
            Scope = scope,
            Retry = new RetryPolicy(0, TimeSpan.Zero),
            CreatedAt = DateTimeOffset.UtcNow,
        }, cancellationToken);
        return place;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static NewOrganization Describe(GraphSimulator simulator) => new()
    {
        Name = "Contoso",
        TenantId = simulator.Tenant.TenantId,
        ClientId = simulator.Tenant.Application.ClientId,
        CredentialKind = CredentialKind.ClientSecret,
        Secret = simulator.Tenant.Application.Secret,
        Authority = simulator.Endpoint,
        GraphEndpoint = simulator.Endpoint,
        PinnedServerCertificate = simulator.CertificateThumbprint,
    };
}
