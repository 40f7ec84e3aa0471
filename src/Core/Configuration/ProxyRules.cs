using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Which repository may belong to which proxy.</summary>
internal static class ProxyRules
{
    /// <summary>What SQLite cannot do: one machine, one proxy.</summary>
    public static InvalidSettingException NeedsPostgreSql() => new(
        "Proxy.NeedsPostgreSql",
        "This configuration is the embedded one (SQLite): it serves one machine, whose own process is the only proxy.",
        "For more proxies and for pools open a configuration in PostgreSQL: Connect-BackupConfiguration -ConnectionString 'Host=...;Database=...'.");

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="InvalidSettingException">A folder that others do not see, a folder or JET databases for a pool, or a proxy where only the default one works.</exception>
    /// <exception cref="ConflictException">A session of the repository is at work with the proxy it belongs to.</exception>
    /// <exception cref="NotFoundException">The proxy or the pool is gone.</exception>
    public static async Task CheckAsync(SqlUnit unit, BackupRepository repository)
    {
        await ThrowIfInUseAsync(unit, repository).ConfigureAwait(false);
        if (repository.Proxy.IsDefault)
            return;
        if (unit.Dialect.HasSingleWriter)
            throw NeedsPostgreSql();
        if (repository.Proxy.PoolId is { } pool)
            await NamedRows.HoldAsync(unit, "proxy_pools", pool, SqlProxyPoolTable.What).ConfigureAwait(false);
        if (repository.Proxy.ProxyId is { } proxy)
            await NamedRows.HoldAsync(unit, "proxies", proxy, SqlProxyTable.What).ConfigureAwait(false);
        if (repository.Store is JetStoreSettings && repository.Proxy.PoolId is not null)
        {
            throw new InvalidSettingException(
                "Repository.JetInPool",
                $"Repository '{repository.Name}' is a JET repository: its databases are local to one machine and open in one process at a time, so it belongs to a single proxy.",
                "Give it a proxy (-Proxy), or use an S3 bucket for a pool.");
        }
        if (repository.Store is FolderStoreSettings folder)
            ThrowIfOutOfReach(repository, folder);
    }

    private static void ThrowIfOutOfReach(BackupRepository repository, FolderStoreSettings folder)
    {
        if (repository.Proxy.PoolId is not null)
        {
            throw new InvalidSettingException(
                "Repository.FolderInPool", $"Repository '{repository.Name}' is a folder: it belongs to a single proxy.", "Give it a proxy (-Proxy), or use an S3 bucket for a pool.");
        }
        if (!folder.IsShared)
        {
            throw new InvalidSettingException(
                "Repository.FolderNotShared",
                $"Repository '{repository.Name}' is the folder {folder.Path} of the machine that added it; another machine may have another folder there.",
                "If the proxy sees the same folder under this path (a share, or it runs on this machine), say so with -SharedFolder.");
        }
    }

    private static async Task ThrowIfInUseAsync(SqlUnit unit, BackupRepository repository)
    {
        ProxyAssignment? before = await unit.FirstAsync<ProxyAssignment?>(
            "SELECT proxy_id, pool_id FROM repositories WHERE id = @Id", new { repository.Id }, row => new ProxyAssignment(row.GuidOrNull("proxy_id"), row.GuidOrNull("pool_id"))).ConfigureAwait(false);
        if (before is null || before == repository.Proxy)
            return;
        string sql = "SELECT s.job_name FROM sessions s JOIN jobs j ON j.id = s.job_id WHERE j.repository_id = @Id AND s.status IN ('Queued', 'Running') LIMIT 1";
        if (await unit.FirstAsync(sql, new { repository.Id }, row => row.Text("job_name")).ConfigureAwait(false) is { } job)
        {
            throw new ConflictException(
                "Repository.SessionRuns", $"A session of job '{job}' writes to repository '{repository.Name}'.", "Wait until it ends, or stop it (Stop-BackupJob), then change the proxy.");
        }
    }
}
