using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Database;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Tests.Configuration;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Proxies;

[Collection(PostgresCollection.Name)]
public sealed class ProxyTableTests(PostgresServer postgres) : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(300);
    private readonly string _schema = PostgresServer.NewSchema();
    private readonly TemporaryFolder _folder = new();
    private SqlBackupConfiguration _configuration = null!;

    public async Task InitializeAsync() => _configuration = await OpenAsync(new PostgresDatabase(postgres.ConnectionString, _schema));

    public async Task DisposeAsync()
    {
        await _configuration.DisposeAsync();
        await postgres.QueryAsync($"DROP SCHEMA IF EXISTS {_schema} CASCADE");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_default_proxy_is_always_there_and_joins_no_pool()
    {
        BackupProxyPool pool = await AddPoolAsync();
        BackupProxy standard = Assert.Single(await _configuration.Proxies.ListAsync(default));
        Assert.True(standard.IsDefault);

        Assert.Equal("Proxy.DefaultInPool", (await Assert.ThrowsAsync<InvalidSettingException>(() => _configuration.Proxies.UpdateAsync(standard with { PoolId = pool.Id }, default))).ErrorId);
        await Assert.ThrowsAsync<InvalidSettingException>(() => _configuration.Proxies.RemoveAsync(standard.Id, default));
        await _configuration.Proxies.UpdateAsync(standard with { Threads = 7 }, default);
        Assert.Equal(7, (await _configuration.Proxies.FindAsync("default", default))!.Threads);
    }

    [Fact]
    public async Task A_proxy_is_served_by_one_living_process_and_offline_when_nothing_is_heard_of_it()
    {
        BackupProxy proxy = await AddProxyAsync("P1", null);
        ProxyProcess elsewhere = NewProcess(), next = NewProcess();

        await _configuration.Proxies.AttachAsync(proxy.Id, elsewhere, TimeSpan.FromMinutes(1), default);
        Assert.Equal("Proxy.AlreadyRunning", (await Assert.ThrowsAsync<ConflictException>(() => _configuration.Proxies.AttachAsync(proxy.Id, next, TimeSpan.FromMinutes(1), default))).ErrorId);
        Assert.Equal(ProxyState.Online, (await _configuration.Proxies.FindAsync("P1", default))!.State);

        await _configuration.Proxies.BeatAsync(proxy.Id, elsewhere.Instance, TimeSpan.Zero, default);
        Assert.Equal(ProxyState.Offline, (await _configuration.Proxies.FindAsync("P1", default))!.State);
        await _configuration.Proxies.AttachAsync(proxy.Id, next, TimeSpan.FromMinutes(1), default);
        Assert.Null(await _configuration.Proxies.BeatAsync(proxy.Id, elsewhere.Instance, TimeSpan.FromMinutes(1), default));
    }

    [Fact]
    public async Task What_is_in_use_is_not_removed()
    {
        BackupProxyPool pool = await AddPoolAsync();
        BackupProxy proxy = await AddProxyAsync("P1", pool.Id);
        BackupRepository repository = Repository(new S3StoreSettings { Bucket = "b", AccessKey = "k" }, ProxyAssignment.ToPool(pool.Id));
        await _configuration.Repositories.AddAsync(repository, new RepositorySecrets(null, null), default);

        Assert.Equal("ProxyPool.InUse", (await Assert.ThrowsAsync<ConflictException>(() => _configuration.Pools.RemoveAsync(pool.Id, default))).ErrorId);
        await _configuration.Proxies.UpdateAsync(proxy with { PoolId = null }, default);
        await _configuration.Repositories.UpdateAsync(repository with { Proxy = ProxyAssignment.ToProxy(proxy.Id) }, null, default);
        await _configuration.Pools.RemoveAsync(pool.Id, default);
        Assert.Equal("Proxy.InUse", (await Assert.ThrowsAsync<ConflictException>(() => _configuration.Proxies.RemoveAsync(proxy.Id, default))).ErrorId);
        await _configuration.Repositories.UpdateAsync(repository with { Proxy = ProxyAssignment.Default }, null, default);
        await _configuration.Proxies.RemoveAsync(proxy.Id, default);
    }

    [Fact]
    public async Task A_folder_belongs_to_one_proxy_and_only_when_it_is_said_to_be_shared()
    {
        BackupProxyPool pool = await AddPoolAsync();
        BackupProxy proxy = await AddProxyAsync("P1", pool.Id);
        var folder = new FolderStoreSettings("/share/backup");

        await RefusedAsync("Repository.FolderInPool", Repository(folder with { IsShared = true }, ProxyAssignment.ToPool(pool.Id)));
        await RefusedAsync("Repository.FolderNotShared", Repository(folder, ProxyAssignment.ToProxy(proxy.Id)));
        BackupRepository shared = Repository(folder with { IsShared = true }, ProxyAssignment.ToProxy(proxy.Id));
        await _configuration.Repositories.AddAsync(shared, new RepositorySecrets(null, null), default);
        Assert.Equal(shared.Proxy, (await _configuration.Repositories.FindAsync(shared.Name, default))!.Proxy);
    }

    [Fact]
    public async Task A_Jet_repository_belongs_to_one_proxy()
    {
        BackupProxyPool pool = await AddPoolAsync();
        BackupProxy proxy = await AddProxyAsync("P1", pool.Id);
        var jet = new JetStoreSettings("/jet") { FileSize = 1L << 40 };

        await RefusedAsync("Repository.JetInPool", Repository(jet, ProxyAssignment.ToPool(pool.Id)));
        BackupRepository own = Repository(jet, ProxyAssignment.ToProxy(proxy.Id));
        await _configuration.Repositories.AddAsync(own, new RepositorySecrets(null, null), default);
        Assert.Equal(jet, (await _configuration.Repositories.FindAsync(own.Name, default))!.Store);
    }

    [Fact]
    public async Task The_embedded_configuration_knows_the_default_proxy_only_and_says_so()
    {
        await using SqlBackupConfiguration embedded = await OpenAsync(new SqliteDatabase(_folder.Sub("configuration.db")));

        Assert.True(Assert.Single(await embedded.Proxies.ListAsync(default)).IsDefault);
        var pool = new BackupProxyPool { Id = Guid.CreateVersion7(), Name = "Pool", CreatedAt = DateTimeOffset.UtcNow };
        Assert.Equal("Proxy.NeedsPostgreSql", (await Assert.ThrowsAsync<InvalidSettingException>(() => embedded.Pools.AddAsync(pool, default))).ErrorId);
        BackupRepository repository = Repository(new FolderStoreSettings("/x") { IsShared = true }, ProxyAssignment.ToProxy(Guid.NewGuid()));
        Assert.Equal("Proxy.NeedsPostgreSql", (await Assert.ThrowsAsync<InvalidSettingException>(() => embedded.Repositories.AddAsync(repository, new RepositorySecrets(null, null), default))).ErrorId);
    }

    [Fact]
    public async Task Shares_of_a_budget_never_exceed_it_and_a_lowered_one_is_given_away_a_window_later()
    {
        Guid one = Guid.NewGuid(), two = Guid.NewGuid();
        TenantGrant alone = await RenewAsync(one, int.MaxValue);
        TenantGrant late = await RenewAsync(two, 0);
        TenantGrant lowered = await RenewAsync(one, int.MaxValue);

        // A little is kept for who comes later.
        Assert.Equal((95, 5), (alone.Share, late.Share));
        // It is told to keep to half, but counts whole until it has done so for a window.
        Assert.Equal((95, 47, 2), (lowered.Share, lowered.Target, lowered.Holders));
        Assert.Equal(47, (await RenewAsync(one, keeps: 47)).Share);
        Assert.Equal(47, (await RenewAsync(two, 0)).Share);
    }

    [Fact]
    public async Task A_dead_holders_share_returns_when_its_lease_and_a_window_are_over()
    {
        Guid dead = Guid.NewGuid(), alive = Guid.NewGuid();
        await RenewAsync(dead, int.MaxValue);
        Assert.Equal(5, (await RenewAsync(alive, 0)).Share);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await RenewAsync(alive, int.MaxValue)).Share < 95)
            await Task.Delay(50, patience.Token);
    }

    private Task<TenantGrant> RenewAsync(Guid holder, int keeps) =>
        _configuration.TenantShares.RenewAsync(new TenantClaim("tenant", holder, 100, keeps, Wants: true, Window, Window), default);

    private async Task RefusedAsync(string id, BackupRepository repository) =>
        Assert.Equal(id, (await Assert.ThrowsAsync<InvalidSettingException>(() => _configuration.Repositories.AddAsync(repository, new RepositorySecrets(null, null), default))).ErrorId);

    private async Task<BackupProxyPool> AddPoolAsync()
    {
        var pool = new BackupProxyPool { Id = Guid.CreateVersion7(), Name = "Pool", CreatedAt = DateTimeOffset.UtcNow };
        await _configuration.Pools.AddAsync(pool, default);
        return pool;
    }

    private async Task<BackupProxy> AddProxyAsync(string name, Guid? pool)
    {
        var proxy = new BackupProxy { Id = Guid.CreateVersion7(), Name = name, PoolId = pool, CreatedAt = DateTimeOffset.UtcNow };
        await _configuration.Proxies.AddAsync(proxy, default);
        return proxy;
    }

    private static BackupRepository Repository(StoreSettings store, ProxyAssignment proxy) =>
        new() { Id = Guid.CreateVersion7(), Name = "R", Store = store, IsEncrypted = false, Proxy = proxy, CreatedAt = DateTimeOffset.UtcNow };

    // On another machine: whether it lives cannot be seen from here.
    private static ProxyProcess NewProcess() => new(Guid.CreateVersion7(), new SessionOwner("elsewhere", 1, DateTimeOffset.UnixEpoch), "1.0", ProxyProcess.CurrentProtocol, "test");

    private Task<SqlBackupConfiguration> OpenAsync(IDatabase database) =>
        SqlBackupConfiguration.OpenAsync(database, new KeyFileSecretProtector(_folder.Sub("key")), new NoCaches(), default);
}
