using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <inheritdoc cref="IProxyTable"/>
internal sealed class SqlProxyTable(SqlStore store) : IProxyTable
{
    internal const string What = "Proxy";

    private static readonly string[] Columns = ["id", "name", "name_key", "description", "pool_id", "threads", "memory_budget", "download_rate", "created_at"];

    public Task AddAsync(BackupProxy proxy, CancellationToken cancellationToken)
    {
        Check(proxy);
        return store.WriteAsync(
            async unit =>
            {
                if (unit.Dialect.HasSingleWriter)
                    throw ProxyRules.NeedsPostgreSql();
                await HoldPoolAsync(unit, proxy).ConfigureAwait(false);
                if (await unit.InsertAsync("proxies", Columns, [Values(proxy, unit.Dialect)]).ConfigureAwait(false) == 0)
                    throw TableErrors.Taken(What, proxy.Name);
            },
            cancellationToken);
    }

    public Task UpdateAsync(BackupProxy proxy, CancellationToken cancellationToken)
    {
        Check(proxy);
        return store.WriteAsync(
            async unit =>
            {
                if (proxy.IsDefault && proxy.PoolId is not null)
                {
                    throw new InvalidSettingException(
                        "Proxy.DefaultInPool", "The default proxy is whatever process starts a job; it cannot join a pool.", "Add a proxy (Add-BackupProxy) and run it with Start-BackupProxy.");
                }
                await HoldPoolAsync(unit, proxy).ConfigureAwait(false);
                await NamedRows.ThrowIfNameTakenAsync(unit, "proxies", proxy.Id, proxy.Name, What).ConfigureAwait(false);
                if (await NamedRows.ReplaceAsync(unit, "proxies", Columns[..^1], Values(proxy, unit.Dialect)[..^1]).ConfigureAwait(false) == 0)
                    throw TableErrors.Unknown(What, proxy.Id);
                await unit.SignalAsync().ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task SetMaintenanceAsync(Guid proxyId, bool inMaintenance, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                if (proxyId == BackupProxy.DefaultId)
                    throw new InvalidSettingException("Proxy.NotInPool", "Maintenance is for members of a pool.", "To keep jobs of the default proxy from running, disable them (Disable-BackupJob).");
                if (inMaintenance)
                    await ThrowIfLastAsync(unit, proxyId).ConfigureAwait(false);
                if (await unit.ExecuteAsync("UPDATE proxies SET in_maintenance = @inMaintenance WHERE id = @proxyId", new { proxyId, inMaintenance }).ConfigureAwait(false) == 0)
                    throw TableErrors.Unknown(What, proxyId);
                await unit.SignalAsync().ConfigureAwait(false);
            },
            cancellationToken);

    public async Task<IReadOnlyList<BackupProxy>> ListAsync(CancellationToken cancellationToken) =>
        await store.ReadAsync(
            async unit =>
            {
                List<BackupProxy> proxies = await unit.QueryAsync(SelectSql(unit.Dialect, "") + " ORDER BY name_key", null, Read).ConfigureAwait(false);
                return await WithTasksAsync(unit, proxies).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

    public Task<BackupProxy?> FindAsync(string nameOrId, CancellationToken cancellationToken) =>
        store.ReadAsync(
            async unit =>
            {
                bool isId = Guid.TryParse(nameOrId, out Guid id);
                List<BackupProxy> found = await unit.QueryAsync(
                    SelectSql(unit.Dialect, isId ? "WHERE id = @id OR name_key = @key" : "WHERE name_key = @key"), new { id, key = SettingText.Key(nameOrId) }, Read).ConfigureAwait(false);
                IReadOnlyList<BackupProxy> known = await WithTasksAsync(unit, found).ConfigureAwait(false);
                return known.Count == 0 ? null : known[0];
            },
            cancellationToken);

    public Task RemoveAsync(Guid proxyId, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                if (proxyId == BackupProxy.DefaultId)
                    throw new InvalidSettingException("Proxy.IsDefault", "The default proxy cannot be removed.", "It does no harm: it works only for repositories that name no other.");
                string sql = SelectSql(unit.Dialect, "WHERE id = @proxyId") + unit.Dialect.ForUpdate;
                BackupProxy proxy = await unit.FirstAsync(sql, new { proxyId }, Read).ConfigureAwait(false) ?? throw TableErrors.Unknown(What, proxyId);
                if (proxy.IsOnline && !proxy.Process!.Owner.IsKnownDead())
                    throw Running(proxy, "Stop it first (Ctrl+C where Start-BackupProxy runs).");
                await ThrowIfUsedAsync(unit, proxy).ConfigureAwait(false);
                await NamedRows.DeleteAsync(unit, "proxies", proxyId, What).ConfigureAwait(false);
            },
            cancellationToken);

    public Task AttachAsync(Guid proxyId, ProxyProcess process, TimeSpan lease, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                string sql = SelectSql(unit.Dialect, "WHERE id = @proxyId") + unit.Dialect.ForUpdate;
                BackupProxy proxy = await unit.FirstAsync(sql, new { proxyId }, Read).ConfigureAwait(false) ?? throw TableErrors.Unknown(What, proxyId);
                if (proxy.IsOnline && proxy.Process!.Instance != process.Instance && !proxy.Process.Owner.IsKnownDead())
                    throw Running(proxy, "Add a proxy of its own for this process (Add-BackupProxy), or stop the other one.");
                sql = $"""
                    UPDATE proxies SET instance = @Instance, machine = @machine, process_id = @process, process_started_at = @processStartedAt, version = @Version, protocol = @Protocol,
                        platform = @Platform, started_at = {unit.Dialect.Now}, seen_at = {unit.Dialect.Now}, lease_until = {unit.Dialect.NowPlus("@lease")}
                    WHERE id = @proxyId
                    """;
                await unit.ExecuteAsync(sql, new
                {
                    proxyId,
                    process.Instance,
                    machine = SettingText.Printable(process.Owner.Machine),
                    process = process.Owner.ProcessId,
                    processStartedAt = unit.Dialect.Time(process.Owner.ProcessStartedAt),
                    process.Version,
                    process.Protocol,
                    process.Platform,
                    lease = lease.TotalSeconds,
                }).ConfigureAwait(false);
            },
            cancellationToken);

    public Task<BackupProxy?> BeatAsync(Guid proxyId, Guid instance, TimeSpan lease, CancellationToken cancellationToken) =>
        store.NoteAsync(
            async unit =>
            {
                string sql = $"UPDATE proxies SET seen_at = {unit.Dialect.Now}, lease_until = {unit.Dialect.NowPlus("@lease")} WHERE id = @proxyId AND instance = @instance";
                if (await unit.ExecuteAsync(sql, new { proxyId, instance, lease = lease.TotalSeconds }).ConfigureAwait(false) == 0)
                    return null;
                return await unit.FirstAsync(SelectSql(unit.Dialect, "WHERE id = @proxyId"), new { proxyId }, Read).ConfigureAwait(false);
            },
            cancellationToken);

    public Task DetachAsync(Guid proxyId, Guid instance, CancellationToken cancellationToken) =>
        store.WriteAsync(
            unit => unit.ExecuteAsync($"UPDATE proxies SET lease_until = NULL WHERE id = @proxyId AND instance = @instance", new { proxyId, instance }), cancellationToken);

    private static string SelectSql(SqlDialect dialect, string condition) => $"SELECT proxies.*, COALESCE(lease_until >= {dialect.Now}, FALSE) AS is_online FROM proxies {condition}";

    private static async Task<IReadOnlyList<BackupProxy>> WithTasksAsync(SqlUnit unit, List<BackupProxy> proxies)
    {
        string sql = "SELECT holder, COUNT(*) AS tasks FROM session_tasks WHERE status IN ('Pending', 'Running') AND status = 'Running' GROUP BY holder";
        Dictionary<string, int> tasks = (await unit.QueryAsync(sql, null, row => (Holder: row.Text("holder"), Count: (int)row.Long("tasks"))).ConfigureAwait(false)).ToDictionary(t => t.Holder, t => t.Count);
        return [.. proxies.Select(p => p with { RunningTasks = p.Process is { } process ? tasks.GetValueOrDefault(process.HolderOf(p.Name)) : 0 })];
    }

    /// <summary>Locks the members of the pool in one order: of two members that are switched at once, the second sees the first.</summary>
    private static async Task ThrowIfLastAsync(SqlUnit unit, Guid proxyId)
    {
        Guid? pool = await unit.FirstAsync("SELECT pool_id FROM proxies WHERE id = @proxyId", new { proxyId }, row => row.GuidOrNull("pool_id")).ConfigureAwait(false);
        if (pool is null)
            throw new InvalidSettingException("Proxy.NotInPool", "Maintenance is for members of a pool: nobody else would do this proxy's work.", "Put it into a pool (Set-BackupProxy -Pool), or stop it when its session has ended.");
        string sql = SelectSql(unit.Dialect, "WHERE pool_id = @pool ORDER BY id") + unit.Dialect.ForUpdate;
        List<BackupProxy> members = await unit.QueryAsync(sql, new { pool }, Read).ConfigureAwait(false);
        if (!members.Exists(m => m.Id != proxyId && !m.InMaintenance && m.IsOnline))
        {
            throw new ConflictException(
                "Proxy.LastMember", "No other member of the pool is online and out of maintenance: nobody would take its work.", "Start another member, or end the maintenance of one (Get-BackupProxy shows them).");
        }
    }

    private static async Task ThrowIfUsedAsync(SqlUnit unit, BackupProxy proxy)
    {
        string sql = "SELECT name FROM repositories WHERE proxy_id = @Id ORDER BY name_key LIMIT 1";
        if (await unit.FirstAsync(sql, new { proxy.Id }, row => row.Text("name")).ConfigureAwait(false) is { } name)
            throw new ConflictException($"{What}.InUse", $"Repository '{name}' belongs to proxy '{proxy.Name}'.", "Give the repository another proxy or pool first (Set-BackupRepository).");
    }

    private static ConflictException Running(BackupProxy proxy, string advice) => new(
        "Proxy.AlreadyRunning",
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"Proxy '{proxy.Name}' runs on {proxy.Process!.Owner.Machine} (process {proxy.Process.Owner.ProcessId}), last heard of at {proxy.Process.SeenAt:yyyy-MM-dd HH:mm:ss} UTC."),
        advice);

    private static async Task HoldPoolAsync(SqlUnit unit, BackupProxy proxy)
    {
        if (proxy.PoolId is { } pool)
            await NamedRows.HoldAsync(unit, "proxy_pools", pool, SqlProxyPoolTable.What).ConfigureAwait(false);
    }

    private static void Check(BackupProxy proxy)
    {
        SettingText.CheckName(proxy.Name, What);
        SettingText.Check(proxy.Description, What);
        ArgumentOutOfRangeException.ThrowIfLessThan(proxy.Threads, 1);
    }

    private static object?[] Values(BackupProxy p, SqlDialect dialect) =>
        [p.Id, p.Name, SettingText.Key(p.Name), p.Description, p.PoolId, p.Threads, p.MemoryBudget, p.DownloadRate, dialect.Time(p.CreatedAt)];

    private static BackupProxy Read(Row row) => new()
    {
        Id = row.Guid("id"),
        Name = row.Text("name"),
        Description = row.TextOrNull("description"),
        PoolId = row.GuidOrNull("pool_id"),
        Threads = row.Int("threads"),
        MemoryBudget = row.Long("memory_budget"),
        DownloadRate = row.LongOrNull("download_rate"),
        InMaintenance = row.Bool("in_maintenance"),
        CreatedAt = row.Time("created_at"),
        IsOnline = row.Bool("is_online"),
        Process = row.GuidOrNull("instance") is { } instance ? ReadProcess(row, instance) : null,
    };

    private static ProxyProcess ReadProcess(Row row, Guid instance) => new(
        instance, new SessionOwner(row.Text("machine"), row.Int("process_id"), row.Time("process_started_at")), row.Text("version"), row.Int("protocol"), row.Text("platform"))
    {
        StartedAt = row.Time("started_at"),
        SeenAt = row.Time("seen_at"),
    };
}
