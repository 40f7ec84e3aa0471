using System.Text;
using Npgsql;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Configuration;

[Collection(PostgresCollection.Name)]
public sealed class PostgresConfigurationTests(PostgresServer server) : ConfigurationConformance
{
    private readonly string _schema = PostgresServer.NewSchema();

    protected override IDatabase CreateDatabase() => new PostgresDatabase(server.ConnectionString, _schema);

    protected override async Task<byte[]> ReadRawAsync()
    {
        var raw = new StringBuilder();
        foreach (string table in await server.QueryAsync($"SELECT table_name FROM information_schema.tables WHERE table_schema = '{_schema}'"))
        {
            foreach (string row in await server.QueryAsync($"SELECT t::text FROM {_schema}.{table} t"))
                raw.AppendLine(row);
        }

        return Encoding.UTF8.GetBytes(raw.ToString());
    }

    protected override Task ExpireLeasesAsync() => server.QueryAsync($"""
        UPDATE {_schema}.sessions SET lease_until = clock_timestamp() - interval '1 hour';
        UPDATE {_schema}.session_tasks SET lease_until = clock_timestamp() - interval '1 hour' WHERE lease_until IS NOT NULL;
        """);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await server.QueryAsync($"DROP SCHEMA {_schema} CASCADE");
    }

    [Fact]
    public async Task Reading_goes_on_after_the_server_cut_the_connections()
    {
        await Configuration.Organizations.AddAsync(Samples.Organization(), null, CancellationToken.None);
        await server.QueryAsync("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'Veeam365' AND pid <> pg_backend_pid()");
        Assert.Single(await Configuration.Organizations.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_wrong_password_is_reported_without_repeating_it()
    {
        string connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "wr0ng-passw0rd" }.ConnectionString;
        ConfigurationException error = await Assert.ThrowsAsync<ConfigurationException>(() => SqlBackupConfiguration.OpenAsync(
            new PostgresDatabase(connectionString, _schema), new KeyFileSecretProtector(KeyFile), new NoCaches(), CancellationToken.None));
        Assert.Equal("Database.Unavailable", error.ErrorId);
        Assert.DoesNotContain("wr0ng-passw0rd", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(new NpgsqlConnectionStringBuilder(server.ConnectionString).Password!, Configuration.Description.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_without_rights_to_create_uses_the_schema_an_administrator_made()
    {
        string schema = PostgresServer.NewSchema();
        string user = $"u_{schema}";
        await server.QueryAsync($"CREATE ROLE {user} LOGIN PASSWORD 'p'; CREATE SCHEMA {schema} AUTHORIZATION {user}; REVOKE CREATE ON DATABASE postgres FROM {user};");
        string connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = user, Password = "p" }.ConnectionString;

        await using (SqlBackupConfiguration configuration = await SqlBackupConfiguration.OpenAsync(
            new PostgresDatabase(connectionString, schema), new KeyFileSecretProtector(KeyFile), new NoCaches(), CancellationToken.None))
        {
            Assert.Empty(await configuration.Jobs.ListAsync(CancellationToken.None));
            ConfigurationException error = await Assert.ThrowsAsync<ConfigurationException>(() => SqlBackupConfiguration.OpenAsync(
                new PostgresDatabase(connectionString, "t_not_allowed"), new KeyFileSecretProtector(KeyFile), new NoCaches(), CancellationToken.None));
            Assert.Equal("Database.PermissionMissing", error.ErrorId);
        }

        await server.QueryAsync($"DROP SCHEMA {schema} CASCADE; DROP ROLE {user};");
    }
}
