using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Database;

[Collection(PostgresCollection.Name)]
public sealed class PostgresMigrationTests(PostgresServer server) : MigrationConformance, IAsyncLifetime
{
    private readonly string _schema = PostgresServer.NewSchema();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => server.QueryAsync($"DROP SCHEMA IF EXISTS {_schema} CASCADE");

    protected override IDatabase CreateDatabase() => new PostgresDatabase(server.ConnectionString, _schema);
}
