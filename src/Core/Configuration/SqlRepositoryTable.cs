using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <inheritdoc cref="IRepositoryTable"/>
internal sealed class SqlRepositoryTable(SqlStore store, SecretVault vault) : IRepositoryTable
{
    private const string What = "Repository";
    private static readonly string[] Columns = ["id", "name", "name_key", "store", "is_encrypted", "settings", "is_read_only", "proxy_id", "pool_id", "last_verified", "created_at"];

    public Task AddAsync(BackupRepository repository, RepositorySecrets secrets, CancellationToken cancellationToken)
    {
        SettingText.CheckName(repository.Name, What);
        return store.WriteAsync(
            async unit =>
            {
                await ProxyRules.CheckAsync(unit, repository).ConfigureAwait(false);
                if (await unit.InsertAsync("repositories", Columns, [Values(repository, unit.Dialect)]).ConfigureAwait(false) == 0)
                    throw TableErrors.Taken(What, repository.Name);
                await AddSecretsAsync(unit, repository.Id, secrets).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task CheckProxyAsync(BackupRepository repository, CancellationToken cancellationToken) =>
        store.WriteAsync(unit => ProxyRules.CheckAsync(unit, repository), cancellationToken);

    public Task UpdateAsync(BackupRepository repository, RepositorySecrets? secrets, CancellationToken cancellationToken)
    {
        SettingText.CheckName(repository.Name, What);
        return store.WriteAsync(
            async unit =>
            {
                await NamedRows.ThrowIfNameTakenAsync(unit, "repositories", repository.Id, repository.Name, What).ConfigureAwait(false);
                await ProxyRules.CheckAsync(unit, repository).ConfigureAwait(false);
                // When it was verified and added is not what anybody changes here.
                if (await NamedRows.ReplaceAsync(unit, "repositories", Columns[..^2], Values(repository, unit.Dialect)[..^2]).ConfigureAwait(false) == 0)
                    throw TableErrors.Unknown(What, repository.Id);
                if (secrets is null)
                    return;
                await SecretVault.RemoveAsync(unit, repository.Id).ConfigureAwait(false);
                await AddSecretsAsync(unit, repository.Id, secrets).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<BackupRepository>> ListAsync(CancellationToken cancellationToken) =>
        await store.ReadAsync(unit => unit.QueryAsync("SELECT * FROM repositories ORDER BY name_key", null, Read), cancellationToken).ConfigureAwait(false);

    public Task<BackupRepository?> FindAsync(string nameOrId, CancellationToken cancellationToken) =>
        store.ReadAsync(unit => NamedRows.FindAsync(unit, "repositories", nameOrId, Read), cancellationToken);

    public Task<RepositorySecrets> ReadSecretsAsync(Guid repositoryId, CancellationToken cancellationToken) =>
        store.ReadAsync(
            async unit =>
            {
                await NamedRows.RequireAsync(unit, "repositories", repositoryId, What).ConfigureAwait(false);
                return new RepositorySecrets(
                    await vault.ReadAsync(unit, StoreSecretOf(repositoryId)).ConfigureAwait(false),
                    await vault.ReadAsync(unit, PasswordOf(repositoryId)).ConfigureAwait(false))
                {
                    PendingPassword = await vault.ReadAsync(unit, PendingPasswordOf(repositoryId)).ConfigureAwait(false),
                };
            },
            cancellationToken);

    public Task RemoveAsync(Guid repositoryId, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                await NamedRows.ThrowIfUsedByJobsAsync(unit, "repository_id", repositoryId, What).ConfigureAwait(false);
                await SecretVault.RemoveAsync(unit, repositoryId).ConfigureAwait(false);
                await NamedRows.DeleteAsync(unit, "repositories", repositoryId, What).ConfigureAwait(false);
            },
            cancellationToken);

    public Task SetLastVerifiedAsync(Guid repositoryId, DateTimeOffset? time, CancellationToken cancellationToken) =>
        store.WriteAsync(
            unit => unit.ExecuteAsync("UPDATE repositories SET last_verified = @time WHERE id = @repositoryId", new { repositoryId, time = unit.Dialect.TimeOrNull(time) }),
            cancellationToken);

    private async Task AddSecretsAsync(SqlUnit unit, Guid repositoryId, RepositorySecrets secrets)
    {
        await vault.AddAsync(unit, StoreSecretOf(repositoryId), secrets.StoreSecret).ConfigureAwait(false);
        await vault.AddAsync(unit, PasswordOf(repositoryId), secrets.Password).ConfigureAwait(false);
        await vault.AddAsync(unit, PendingPasswordOf(repositoryId), secrets.PendingPassword).ConfigureAwait(false);
    }

    private static SecretPlace StoreSecretOf(Guid id) => new(id, SecretKind.StoreSecret);

    private static SecretPlace PasswordOf(Guid id) => new(id, SecretKind.RepositoryPassword);

    private static SecretPlace PendingPasswordOf(Guid id) => new(id, SecretKind.PendingRepositoryPassword);

    private static object?[] Values(BackupRepository r, SqlDialect dialect) =>
    [
        r.Id, r.Name, SettingText.Key(r.Name), JsonSerializer.Serialize(r.Store, ConfigurationJson.Default.StoreSettings), r.IsEncrypted,
        JsonSerializer.Serialize(r.Settings, ConfigurationJson.Default.RepositorySettings), r.IsReadOnly, r.Proxy.ProxyId, r.Proxy.PoolId, dialect.TimeOrNull(r.LastVerified), dialect.Time(r.CreatedAt),
    ];

    private static BackupRepository Read(Row row) => new()
    {
        Id = row.Guid("id"),
        Name = row.Text("name"),
        Store = row.Json("store", ConfigurationJson.Default.StoreSettings),
        IsEncrypted = row.Bool("is_encrypted"),
        Settings = row.Json("settings", ConfigurationJson.Default.RepositorySettings),
        IsReadOnly = row.Bool("is_read_only"),
        Proxy = new ProxyAssignment(row.GuidOrNull("proxy_id"), row.GuidOrNull("pool_id")),
        LastVerified = row.TimeOrNull("last_verified"),
        CreatedAt = row.Time("created_at"),
    };
}
