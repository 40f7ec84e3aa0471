using System.Data.Common;
using Dapper;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Database;

/// <summary>How a schema comes to its newest version, whatever database it lies in.</summary>
public abstract class MigrationConformance
{
    private static readonly Migration s_first = Same(1, "CREATE TABLE things (name TEXT NOT NULL)");
    private static readonly Migration s_second = Same(2, "INSERT INTO things VALUES ('from step 2')");

    protected abstract IDatabase CreateDatabase();

    [Fact]
    public async Task Missing_steps_run_once_and_in_order()
    {
        await using IDatabase database = CreateDatabase();
        await MigrateAsync(database, s_first);
        await MigrateAsync(database, s_first, s_second);
        await MigrateAsync(database, s_first, s_second);
        Assert.Equal(["from step 2"], await ThingsAsync(database));
    }

    [Fact]
    public async Task Many_that_migrate_at_once_do_it_once()
    {
        IDatabase[] databases = [.. Enumerable.Range(0, 8).Select(_ => CreateDatabase())];
        await Task.WhenAll(databases.Select(database => Task.Run(() => MigrateAsync(database, s_first, s_second))));
        Assert.Equal(["from step 2"], await ThingsAsync(databases[0]));
        foreach (IDatabase database in databases)
            await database.DisposeAsync();
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_alone()
    {
        await using IDatabase database = CreateDatabase();
        await MigrateAsync(database, s_first, s_second);
        ConfigurationException error = await Assert.ThrowsAsync<ConfigurationException>(() => MigrateAsync(database, s_first));
        Assert.Equal("Database.NewerVersion", error.ErrorId);
        Assert.Contains("Update", error.RecommendedAction, StringComparison.Ordinal);
        await MigrateAsync(database, s_first, s_second);
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_earlier_version()
    {
        await using IDatabase database = CreateDatabase();
        await MigrateAsync(database, s_first);
        await Assert.ThrowsAsync<ConfigurationException>(() => MigrateAsync(database, s_first, s_second, Same(3, "this is no SQL")));
        Assert.Empty(await ThingsAsync(database));
        await MigrateAsync(database, s_first, s_second);
        Assert.Equal(["from step 2"], await ThingsAsync(database));
    }

    private static Migration Same(int version, string sql) => new(version, $"step {version}", sql, sql);

    private static Task MigrateAsync(IDatabase database, params Migration[] migrations) => new MigrationRunner(database, migrations).RunAsync(CancellationToken.None);

    private static async Task<IEnumerable<string>> ThingsAsync(IDatabase database)
    {
        await using DbConnection connection = await database.OpenAsync(CancellationToken.None);
        return await connection.QueryAsync<string>("SELECT name FROM things");
    }
}
