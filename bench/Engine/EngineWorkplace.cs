using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;

namespace Veeam365.Backup.Bench.Engine;

/// <summary>What our engine works with in a child process: a configuration with one encrypted repository, as an admin would have it, and the tree.</summary>
internal sealed class EngineWorkplace(BenchArguments arguments, BackupServices services) : IAsyncDisposable
{
    private const string RepositoryName = "Bench";

    /// <summary>The one job.</summary>
    public static Guid JobId { get; } = new("5b1c8a46-0a52-4b0e-9d0c-6f6f9b7d1a11");

    /// <summary>The one organization.</summary>
    public static Guid OrganizationId { get; } = new("0f5a6a0e-55a4-4f0d-8a5e-3f2f5c2d9b22");

    public BackupServices Services => services;

    public string Tree { get; } = arguments.Required("tree");

    public string Restored { get; } = Path.Combine(arguments.Required("root"), "restored");

    /// <summary>True when files are messages.</summary>
    public bool IsMail { get; } = arguments.Required("kind") == "mail";

    public static async Task<EngineWorkplace> OpenAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        string configuration = Path.Combine(arguments.Required("root"), "configuration");
        return new EngineWorkplace(arguments, await BackupServicesFactory.OpenAsync(configuration, null, cancellationToken));
    }

    /// <summary>Creates the repository.</summary>
    public Task<BackupRepository> CreateRepositoryAsync(CancellationToken cancellationToken) =>
        new RepositoryOperations(services).AddAsync(new NewRepository(RepositoryName, Store(), arguments.Values.GetValueOrDefault("secret"), EngineBench.Password), cancellationToken);

    /// <summary>The repository.</summary>
    public async Task<BackupRepository> FindRepositoryAsync(CancellationToken cancellationToken) =>
        await services.Configuration.Repositories.FindAsync(RepositoryName, cancellationToken) ?? throw new InvalidOperationException("Not initialized.");

    /// <summary>The newest restore point.</summary>
    public async Task<RestorePoint> FindNewestAsync(CancellationToken cancellationToken) =>
        await services.Configuration.RestorePoints.ListAsync(new RestorePointQuery { JobId = JobId, Limit = 1 }, cancellationToken).FirstAsync(cancellationToken);

    public ValueTask DisposeAsync() => services.Configuration.DisposeAsync();

    private StoreSettings Store() => arguments.Values.TryGetValue("bucket", out string? bucket)
        ? new S3StoreSettings { ServiceUrl = new Uri(arguments.Required("url")), Bucket = bucket, AccessKey = arguments.Required("access") }
        : new FolderStoreSettings(Path.Combine(arguments.Required("root"), "repository"));
}
