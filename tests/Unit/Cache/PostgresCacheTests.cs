using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Cache;

[Collection(PostgresCollection.Name)]
public sealed class PostgresCacheTests(PostgresServer server) : CacheConformance
{
    protected override IPersistentCacheFactory Factory { get; } = new PostgresPersistentCacheFactory(server.ConnectionString);

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await server.QueryAsync($"INSERT INTO cache_{RepositoryId:N}.schema_version VALUES (99, 'later', '') RETURNING version");
        ConfigurationException refused = await Assert.ThrowsAsync<ConfigurationException>(() => Factory.OpenAsync(RepositoryId, None));
        Assert.Equal("Database.NewerVersion", refused.ErrorId);
    }

    [Fact]
    public async Task Removing_drops_the_schema()
    {
        await Cache.DisposeAsync();
        await Factory.RemoveAsync(RepositoryId, None);
        Assert.Empty(await server.QueryAsync($"SELECT nspname FROM pg_namespace WHERE nspname = 'cache_{RepositoryId:N}'"));
    }

    [Fact]
    public async Task A_wrong_connection_string_is_a_typed_error_without_the_password()
    {
        InvalidSettingException wrong = await Assert.ThrowsAsync<InvalidSettingException>(
            () => new PostgresPersistentCacheFactory("Nonsense=1;Password=s3cr3t").OpenAsync(RepositoryId, None));
        Assert.DoesNotContain("s3cr3t", wrong.ToString(), StringComparison.Ordinal);
    }
}
