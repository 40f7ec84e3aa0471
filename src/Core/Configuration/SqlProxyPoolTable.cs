using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <inheritdoc cref="IProxyPoolTable"/>
internal sealed class SqlProxyPoolTable(SqlStore store) : IProxyPoolTable
{
    internal const string What = "ProxyPool";

    private static readonly string[] Columns = ["id", "name", "name_key", "description", "created_at"];

    public Task AddAsync(BackupProxyPool pool, CancellationToken cancellationToken)
    {
        Check(pool);
        return store.WriteAsync(
            async unit =>
            {
                if (unit.Dialect.HasSingleWriter)
                    throw ProxyRules.NeedsPostgreSql();
                if (await unit.InsertAsync("proxy_pools", Columns, [Values(pool, unit.Dialect)]).ConfigureAwait(false) == 0)
                    throw TableErrors.Taken(What, pool.Name);
            },
            cancellationToken);
    }

    public Task UpdateAsync(BackupProxyPool pool, CancellationToken cancellationToken)
    {
        Check(pool);
        return store.WriteAsync(
            async unit =>
            {
                await NamedRows.ThrowIfNameTakenAsync(unit, "proxy_pools", pool.Id, pool.Name, What).ConfigureAwait(false);
                if (await NamedRows.ReplaceAsync(unit, "proxy_pools", Columns[..^1], Values(pool, unit.Dialect)[..^1]).ConfigureAwait(false) == 0)
                    throw TableErrors.Unknown(What, pool.Id);
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<BackupProxyPool>> ListAsync(CancellationToken cancellationToken) =>
        await store.ReadAsync(unit => unit.QueryAsync("SELECT * FROM proxy_pools ORDER BY name_key", null, Read), cancellationToken).ConfigureAwait(false);

    public Task<BackupProxyPool?> FindAsync(string nameOrId, CancellationToken cancellationToken) =>
        store.ReadAsync(unit => NamedRows.FindAsync(unit, "proxy_pools", nameOrId, Read), cancellationToken);

    public Task RemoveAsync(Guid poolId, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                await ThrowIfNamedAsync(unit, "proxies", poolId, "still has the member", "Take its members out first (Set-BackupProxy -NoPool).").ConfigureAwait(false);
                await ThrowIfNamedAsync(unit, "repositories", poolId, "works for the repository", "Give the repository another proxy or pool first (Set-BackupRepository).").ConfigureAwait(false);
                await NamedRows.DeleteAsync(unit, "proxy_pools", poolId, What).ConfigureAwait(false);
            },
            cancellationToken);

    private static async Task ThrowIfNamedAsync(SqlUnit unit, string table, Guid poolId, string relation, string advice)
    {
        string sql = $"SELECT name FROM {table} WHERE pool_id = @poolId ORDER BY name_key LIMIT 1";
        if (await unit.FirstAsync(sql, new { poolId }, row => row.Text("name")).ConfigureAwait(false) is { } name)
            throw new ConflictException($"{What}.InUse", $"The pool {relation} '{name}'.", advice);
    }

    private static void Check(BackupProxyPool pool)
    {
        SettingText.CheckName(pool.Name, What);
        SettingText.Check(pool.Description, What);
    }

    private static object?[] Values(BackupProxyPool p, SqlDialect dialect) => [p.Id, p.Name, SettingText.Key(p.Name), p.Description, dialect.Time(p.CreatedAt)];

    private static BackupProxyPool Read(Row row) => new()
    {
        Id = row.Guid("id"),
        Name = row.Text("name"),
        Description = row.TextOrNull("description"),
        CreatedAt = row.Time("created_at"),
    };
}
