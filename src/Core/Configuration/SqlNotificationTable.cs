using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <inheritdoc cref="INotificationTable"/>
internal sealed class SqlNotificationTable(SqlStore store, SecretVault vault) : INotificationTable
{
    private const string What = "Notification";
    private static readonly string[] Columns = ["id", "name", "name_key", "settings", "created_at"];

    public Task SetAsync(BackupNotification notification, string? secret, CancellationToken cancellationToken)
    {
        SettingText.CheckName(notification.Name, What);
        return store.WriteAsync(
            async unit =>
            {
                await NamedRows.ThrowIfNameTakenAsync(unit, "notifications", notification.Id, notification.Name, What).ConfigureAwait(false);
                object?[] values = Values(notification, unit.Dialect);
                if (await NamedRows.ReplaceAsync(unit, "notifications", Columns, values).ConfigureAwait(false) == 0 && await unit.InsertAsync("notifications", Columns, [values]).ConfigureAwait(false) == 0)
                    throw TableErrors.Taken(What, notification.Name);
                await vault.ReplaceAsync(unit, SecretOf(notification.Id), secret).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<BackupNotification>> ListAsync(CancellationToken cancellationToken) =>
        await store.ReadAsync(unit => unit.QueryAsync("SELECT * FROM notifications ORDER BY name_key", null, Read), cancellationToken).ConfigureAwait(false);

    public Task<BackupNotification?> FindAsync(string nameOrId, CancellationToken cancellationToken) =>
        store.ReadAsync(unit => NamedRows.FindAsync(unit, "notifications", nameOrId, Read), cancellationToken);

    public Task<string?> ReadSecretAsync(Guid notificationId, CancellationToken cancellationToken) =>
        store.ReadAsync(unit => vault.ReadAsync(unit, SecretOf(notificationId)), cancellationToken);

    public Task RemoveAsync(Guid notificationId, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                await SecretVault.RemoveAsync(unit, notificationId).ConfigureAwait(false);
                await NamedRows.DeleteAsync(unit, "notifications", notificationId, What).ConfigureAwait(false);
            },
            cancellationToken);

    private static SecretPlace SecretOf(Guid id) => new(id, SecretKind.NotificationSecret);

    private static object?[] Values(BackupNotification n, SqlDialect dialect) =>
        [n.Id, n.Name, SettingText.Key(n.Name), JsonSerializer.Serialize(n.Settings, ConfigurationJson.Default.NotificationSettings), dialect.Time(n.CreatedAt)];

    private static BackupNotification Read(Row row) =>
        new(row.Guid("id"), row.Text("name"), row.Json("settings", ConfigurationJson.Default.NotificationSettings), row.Time("created_at"));
}
