using Veeam365.Backup.Bench.Engine;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Bench;

/// <summary>A configuration in PostgreSQL with a pool, a repository in S3 that belongs to it, and one job.</summary>
internal static class PoolPlace
{
    /// <summary>Sets it up for a simulated organization.</summary>
    public static async Task<BackupJob> CreateAsync(BackupServices services, GraphSimulator simulator, S3Bucket bucket, int members, int threads, int? budget, CancellationToken cancellationToken)
    {
        Organization organization = await new OrganizationOperations(services).AddAsync(
            new NewOrganization
            {
                Name = "Contoso",
                TenantId = simulator.Tenant.TenantId,
                ClientId = simulator.Tenant.Application.ClientId,
                CredentialKind = CredentialKind.ClientSecret,
                Secret = simulator.Tenant.Application.Secret,
                Authority = simulator.Endpoint,
                GraphEndpoint = simulator.Endpoint,
                PinnedServerCertificate = simulator.CertificateThumbprint,
                RequestBudget = budget,
            },
            cancellationToken);
        var pool = new BackupProxyPool { Id = Guid.CreateVersion7(), Name = "Pool", CreatedAt = DateTimeOffset.UtcNow };
        await services.Configuration.Pools.AddAsync(pool, cancellationToken);
        for (int i = 1; i <= members; i++)
        {
            // Few threads: what one proxy can wait for at once is what bounds it here, as a real machine's would.
            await services.Configuration.Proxies.AddAsync(new BackupProxy { Id = Guid.CreateVersion7(), Name = $"P{i}", PoolId = pool.Id, Threads = threads, CreatedAt = DateTimeOffset.UtcNow }, cancellationToken);
        }
        BackupRepository repository = await new RepositoryOperations(services).AddAsync(
            new NewRepository("Bucket", bucket.Server.Settings(bucket.Name, Guid.NewGuid().ToString("N")), bucket.Server.Secret, null) { Proxy = ProxyAssignment.ToPool(pool.Id) }, cancellationToken);
        return await AddJobAsync(services, organization.Id, repository.Id, cancellationToken);
    }

    /// <summary>A session with so many tasks, of a job that is never run.</summary>
    public static async Task<(BackupSession Session, SessionTask[] Tasks)> PrepareAsync(BackupServices services, int count, CancellationToken cancellationToken)
    {
        var organization = new Organization
        {
            Id = Guid.CreateVersion7(),
            Name = "Contoso",
            TenantId = "t",
            ClientId = "c",
            Authority = new Uri("https://localhost/"),
            GraphEndpoint = new Uri("https://localhost/"),
            CredentialKind = CredentialKind.None,
            CreatedAt = DateTimeOffset.UtcNow,
        };
        await services.Configuration.Organizations.AddAsync(organization, null, cancellationToken);
        var repository = new BackupRepository { Id = Guid.CreateVersion7(), Name = "R", Store = new FolderStoreSettings("/nowhere"), IsEncrypted = false, CreatedAt = DateTimeOffset.UtcNow };
        await services.Configuration.Repositories.AddAsync(repository, new RepositorySecrets(null, null), cancellationToken);
        BackupJob job = await AddJobAsync(services, organization.Id, repository.Id, cancellationToken);
        BackupSession session = await services.Configuration.Sessions.CreateAsync(
            new NewSession(Guid.CreateVersion7(), job.Id, job.Name, 1, SessionOwner.Current(), TimeSpan.FromHours(1)), cancellationToken);
        SessionTask[] tasks = [.. Enumerable.Range(0, count).Select(i => new SessionTask
        {
            Id = Guid.CreateVersion7(),
            SessionId = session.Id,
            Identity = new ObjectIdentity(organization.Id, job.Id, new ProtectedObject(ObjectKind.User, $"id{i}", $"User {i}", $"user{i}@contoso.example"), Workload.Mailbox),
            Status = SessionTaskStatus.Pending,
            Weight = i % 100,
        })];
        return (session, tasks);
    }

    private static async Task<BackupJob> AddJobAsync(BackupServices services, Guid organization, Guid repository, CancellationToken cancellationToken)
    {
        var job = new BackupJob
        {
            Id = Guid.CreateVersion7(),
            Name = Workplace.JobName,
            OrganizationId = organization,
            RepositoryId = repository,
            Scope = new BackupScope { WholeOrganization = true, Workloads = [Workload.Mailbox] },
            Retry = new RetryPolicy(0, TimeSpan.Zero),
            CreatedAt = DateTimeOffset.UtcNow,
        };
        await services.Configuration.Jobs.AddAsync(job, cancellationToken);
        return job;
    }
}
