using System.Text;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Configuration;

/// <summary>What a configuration does, whatever database it lies in. Each test has a configuration of its own.</summary>
public abstract partial class ConfigurationConformance : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];

    /// <summary>A folder of this test's own.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("v365-conf-").FullName;

    protected string KeyFile => Path.Combine(Folder, "secrets.key");

    private protected IBackupConfiguration Configuration { get; private set; } = null!;

    private static CancellationToken None => CancellationToken.None;

    public virtual async Task InitializeAsync() => Configuration = await OpenAsync();

    public virtual async Task DisposeAsync()
    {
        foreach (IAsyncDisposable configuration in _opened)
            await configuration.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    protected abstract IDatabase CreateDatabase();

    /// <summary>Everything that the database stores, as bytes.</summary>
    protected abstract Task<byte[]> ReadRawAsync();

    /// <summary>Makes every session and task lease of the database one that ran out an hour ago.</summary>
    protected abstract Task ExpireLeasesAsync();

    /// <summary>Opens the configuration as another process would: nothing is shared but the database and the key file.</summary>
    private protected async Task<IBackupConfiguration> OpenAsync(string? keyFile = null)
    {
        SqlBackupConfiguration configuration = await SqlBackupConfiguration.OpenAsync(
            CreateDatabase(), new KeyFileSecretProtector(keyFile ?? KeyFile), new NoCaches(), None);
        _opened.Add(configuration);
        return configuration;
    }

    private async Task<BackupJob> AddJobAsync(string name = "Daily")
    {
        Organization organization = Samples.Organization($"Organization of {name}");
        BackupRepository repository = Samples.Repository($"Repository of {name}");
        BackupJob job = Samples.Job(organization, repository, name);
        await Configuration.Organizations.AddAsync(organization, null, None);
        await Configuration.Repositories.AddAsync(repository, new RepositorySecrets(null, null), None);
        await Configuration.Jobs.AddAsync(job, None);
        return job;
    }

    private async Task<(BackupJob Job, BackupSession Session)> StartAsync(string name = "Daily")
    {
        BackupJob job = await AddJobAsync(name);
        return (job, await Configuration.Sessions.CreateAsync(Samples.Session(job), None));
    }

    [Fact]
    public async Task An_organization_comes_back_as_it_was_added()
    {
        Organization organization = Samples.Organization();
        await Configuration.Organizations.AddAsync(organization, "s3cr3t", None);

        Assert.Equal(organization, await Configuration.Organizations.FindAsync(organization.Name, None));
        Assert.Equal(organization, await Configuration.Organizations.FindAsync(organization.Id.ToString(), None));
        Assert.Equal([organization], await (await OpenAsync()).Organizations.ListAsync(None));
        Assert.Equal("s3cr3t", await Configuration.Organizations.ReadSecretAsync(organization.Id, None));
    }

    [Fact]
    public async Task A_time_with_an_offset_comes_back_as_the_same_moment_in_UTC()
    {
        Organization organization = Samples.Organization() with { CreatedAt = Samples.Time.ToOffset(TimeSpan.FromHours(5.5)) };
        await Configuration.Organizations.AddAsync(organization, null, None);

        DateTimeOffset found = (await Configuration.Organizations.FindAsync(organization.Name, None))!.CreatedAt;
        Assert.Equal(Samples.Time, found);
        Assert.Equal(TimeSpan.Zero, found.Offset);
    }

    [Fact]
    public async Task An_organization_without_optional_settings_comes_back_without_them()
    {
        Organization organization = Samples.Organization() with { CertificatePath = null, CertificateThumbprint = null, PinnedServerCertificate = null };
        await Configuration.Organizations.AddAsync(organization, null, None);

        Assert.Equal(organization, await Configuration.Organizations.FindAsync(organization.Name, None));
        Assert.Null(await Configuration.Organizations.ReadSecretAsync(organization.Id, None));
    }

    [Fact]
    public async Task Repositories_come_back_with_the_settings_of_their_kind_of_store()
    {
        BackupRepository folder = Samples.Repository("A folder");
        BackupRepository bucket = Samples.Repository("Bucket") with
        {
            Store = new S3StoreSettings
            {
                Bucket = "backup",
                AccessKey = "AKIA",
                Prefix = "v365/é",
                ServiceUrl = new Uri("https://s3.local:9000"),
                Region = "eu-central-1",
                ForcePathStyle = false,
            },
        };
        await Configuration.Repositories.AddAsync(bucket, new RepositorySecrets("key", "password"), None);
        await Configuration.Repositories.AddAsync(folder, new RepositorySecrets(null, "other"), None);

        Assert.Equal([folder, bucket], await Configuration.Repositories.ListAsync(None));
        Assert.Equal(bucket, await Configuration.Repositories.FindAsync("BUCKET", None));
        Assert.Equal(new RepositorySecrets("key", "password"), await Configuration.Repositories.ReadSecretsAsync(bucket.Id, None));
        Assert.Equal(new RepositorySecrets(null, "other"), await Configuration.Repositories.ReadSecretsAsync(folder.Id, None));
    }

    [Fact]
    public async Task A_job_comes_back_as_it_was_added_and_as_it_was_updated()
    {
        BackupJob job = await AddJobAsync();
        AssertSame(job, await Configuration.Jobs.FindAsync("daily", None));

        BackupJob changed = job with
        {
            Name = "Nightly",
            Description = null,
            IsEnabled = true,
            Retry = new RetryPolicy(0, TimeSpan.FromMilliseconds(1)),
            Scope = new BackupScope
            {
                Include = [new ScopeItem(ObjectKind.Group, "sales*", [Workload.OneDrive]), new ScopeItem(ObjectKind.User, "O'Neil \u0000 \"x\"", [])],
                Exclude = [new ScopeItem(ObjectKind.User, "boss@contoso.com", [])],
                Workloads = [],
            },
        };
        await Configuration.Jobs.UpdateAsync(changed, None);
        AssertSame(changed, await Configuration.Jobs.FindAsync("NIGHTLY", None));
        Assert.Null(await Configuration.Jobs.FindAsync("Daily", None));
    }

    [Fact]
    public async Task A_scope_of_twenty_thousand_names_comes_back_whole()
    {
        BackupJob job = await AddJobAsync();
        BackupJob large = job with
        {
            Scope = new BackupScope { Include = [.. Enumerable.Range(0, 20_000).Select(i => new ScopeItem(ObjectKind.User, $"user{i}@contoso.com", [Workload.Mailbox]))] },
        };
        await Configuration.Jobs.UpdateAsync(large, None);

        AssertSame(large, await Configuration.Jobs.FindAsync(job.Name, None));
    }

    [Fact]
    public async Task What_a_job_names_must_exist()
    {
        BackupJob job = await AddJobAsync();

        await FailsAsync<NotFoundException>("Organization.NotFound", () => Configuration.Jobs.AddAsync(job with { Id = Guid.NewGuid(), Name = "2", OrganizationId = Guid.NewGuid() }, None));
        await FailsAsync<NotFoundException>("Repository.NotFound", () => Configuration.Jobs.AddAsync(job with { Id = Guid.NewGuid(), Name = "2", RepositoryId = Guid.NewGuid() }, None));
        await FailsAsync<NotFoundException>("Repository.NotFound", () => Configuration.Jobs.UpdateAsync(job with { RepositoryId = Guid.NewGuid() }, None));
        await FailsAsync<NotFoundException>("Job.NotFound", () => Configuration.Jobs.UpdateAsync(job with { Id = Guid.NewGuid(), Name = "2" }, None));
    }

    [Fact]
    public async Task What_a_job_names_is_not_removed()
    {
        BackupJob job = await AddJobAsync();

        ConflictException organization = await FailsAsync<ConflictException>("Organization.InUse", () => Configuration.Organizations.RemoveAsync(job.OrganizationId, None));
        ConflictException repository = await FailsAsync<ConflictException>("Repository.InUse", () => Configuration.Repositories.RemoveAsync(job.RepositoryId, None));
        Assert.Contains("'Daily'", organization.Message, StringComparison.Ordinal);
        Assert.Contains("'Daily'", repository.Message, StringComparison.Ordinal);

        await Configuration.Jobs.RemoveAsync(job.Id, None);
        await Configuration.Organizations.RemoveAsync(job.OrganizationId, None);
        await Configuration.Repositories.RemoveAsync(job.RepositoryId, None);
        Assert.Empty(await Configuration.Organizations.ListAsync(None));
        Assert.Empty(await Configuration.Repositories.ListAsync(None));
    }

    [Fact]
    public async Task Unknown_ids_are_reported_as_such()
    {
        var id = Guid.NewGuid();
        await FailsAsync<NotFoundException>("Organization.NotFound", () => Configuration.Organizations.RemoveAsync(id, None));
        await FailsAsync<NotFoundException>("Organization.NotFound", () => Configuration.Organizations.ReadSecretAsync(id, None));
        await FailsAsync<NotFoundException>("Repository.NotFound", () => Configuration.Repositories.RemoveAsync(id, None));
        await FailsAsync<NotFoundException>("Repository.NotFound", () => Configuration.Repositories.ReadSecretsAsync(id, None));
        await FailsAsync<NotFoundException>("Job.NotFound", () => Configuration.Jobs.RemoveAsync(id, None));
        Assert.Null(await Configuration.Organizations.FindAsync(id.ToString(), None));
        Assert.Null(await Configuration.Jobs.FindAsync("nobody", None));
    }

    [Fact]
    public async Task Nothing_of_an_add_that_fails_is_kept()
    {
        await Configuration.Organizations.AddAsync(Samples.Organization("First"), "secret", None);
        File.Delete(KeyFile);
        IBackupConfiguration other = await OpenAsync();

        await FailsAsync<ConfigurationException>("Configuration.KeyMissing", () => other.Organizations.AddAsync(Samples.Organization("Second"), "secret", None));
        Assert.Single(await Configuration.Organizations.ListAsync(None));
    }

    [Fact]
    public async Task A_secret_goes_with_its_owner()
    {
        Organization organization = Samples.Organization();
        await Configuration.Organizations.AddAsync(organization, "secret", None);
        await Configuration.Organizations.RemoveAsync(organization.Id, None);
        await Configuration.Organizations.AddAsync(organization, null, None);

        Assert.Null(await Configuration.Organizations.ReadSecretAsync(organization.Id, None));
    }

    [Fact]
    public async Task No_secret_is_stored_in_the_clear()
    {
        string[] secrets = ["client-secret-7f3a", "store-secret-99c1", "passw\u00f6rd-of-repository"];
        await Configuration.Organizations.AddAsync(Samples.Organization("Visible"), secrets[0], None);
        await Configuration.Repositories.AddAsync(Samples.Repository(), new RepositorySecrets(secrets[1], secrets[2]), None);

        byte[] raw = await ReadRawAsync();
        Assert.True(Contains(raw, "Visible"u8), "The search finds what is there.");
        foreach (string secret in secrets)
        {
            Assert.False(Contains(raw, Encoding.UTF8.GetBytes(secret)));
            Assert.False(Contains(raw, Encoding.Unicode.GetBytes(secret)));
            Assert.False(Contains(raw, Encoding.UTF8.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)))));
            Assert.False(Contains(raw, Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)))));
        }
    }

    [Fact]
    public async Task Another_key_opens_no_secret_and_stores_none()
    {
        Organization organization = Samples.Organization();
        await Configuration.Organizations.AddAsync(organization, "secret", None);
        string otherKey = Path.Combine(Folder, "other.key");
        new KeyFileSecretProtector(otherKey).Protect(new SecretPlace(Guid.NewGuid(), SecretKind.ClientSecret), "x");
        IBackupConfiguration other = await OpenAsync(otherKey);

        ConfigurationException error = await FailsAsync<ConfigurationException>("Configuration.WrongKey", () => other.Organizations.ReadSecretAsync(organization.Id, None));
        Assert.Contains("-KeyFile", error.RecommendedAction, StringComparison.Ordinal);
        await FailsAsync<ConfigurationException>("Configuration.WrongKey", () => other.Organizations.AddAsync(Samples.Organization("Other"), "secret", None));
        await FailsAsync<ConfigurationException>("Configuration.KeyMissing", async () => await (await OpenAsync(Path.Combine(Folder, "none.key"))).Organizations.ReadSecretAsync(organization.Id, None));
        Assert.Equal("secret", await Configuration.Organizations.ReadSecretAsync(organization.Id, None));
    }

    [Fact]
    public async Task Two_that_store_the_first_secret_at_once_share_one_key()
    {
        IBackupConfiguration other = await OpenAsync();
        Organization[] organizations = [Samples.Organization("A"), Samples.Organization("B")];
        await Task.WhenAll(
            Task.Run(() => Configuration.Organizations.AddAsync(organizations[0], "secret A", None)),
            Task.Run(() => other.Organizations.AddAsync(organizations[1], "secret B", None)));

        Assert.Equal("secret B", await Configuration.Organizations.ReadSecretAsync(organizations[1].Id, None));
        Assert.Equal("secret A", await other.Organizations.ReadSecretAsync(organizations[0].Id, None));
    }

    [Fact]
    public async Task A_cancelled_call_says_so()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Configuration.Jobs.ListAsync(cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Configuration.Organizations.AddAsync(Samples.Organization(), null, cancelled.Token));
    }

    [Fact]
    public async Task Opening_again_keeps_what_is_there()
    {
        BackupJob job = await AddJobAsync();
        IBackupConfiguration again = await OpenAsync();
        AssertSame(job, await again.Jobs.FindAsync(job.Id.ToString(), None));
        Assert.Equal(ConfigurationSchema.Migrations.Count, again.Description.SchemaVersion);
    }

    private static async Task<T> FailsAsync<T>(string errorId, Func<Task> call)
        where T : BackupException
    {
        T error = await Assert.ThrowsAsync<T>(call);
        Assert.Equal(errorId, error.ErrorId);
        Assert.NotEmpty(error.RecommendedAction);
        return error;
    }

    private static void AssertSame(BackupJob expected, BackupJob? actual)
    {
        Assert.NotNull(actual);
        Assert.Equivalent(expected, actual, strict: true);
    }

    private static bool Contains(byte[] haystack, ReadOnlySpan<byte> needle) => haystack.AsSpan().IndexOf(needle) >= 0;
}
