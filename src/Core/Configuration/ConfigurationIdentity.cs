namespace Veeam365.Backup.Core.Configuration;

/// <summary>The id of a configuration: made once, kept in its settings.</summary>
internal static class ConfigurationIdentity
{
    private const string Setting = "configuration_id";

    /// <summary>The id; made when there is none yet.</summary>
    public static async Task<Guid> GetAsync(SqlStore store, CancellationToken cancellationToken) =>
        await store.ReadAsync(FindAsync, cancellationToken).ConfigureAwait(false)
        ?? await store.WriteAsync(MakeAsync, cancellationToken).ConfigureAwait(false);

    private static async Task<Guid> MakeAsync(SqlUnit unit)
    {
        // Another process may open the new configuration at the same time: the first id counts.
        await unit.ExecuteAsync("INSERT INTO settings (name, value) VALUES (@name, @value) ON CONFLICT DO NOTHING", new { name = Setting, value = Guid.CreateVersion7().ToString() }).ConfigureAwait(false);
        return (await FindAsync(unit).ConfigureAwait(false))!.Value;
    }

    private static Task<Guid?> FindAsync(SqlUnit unit) =>
        unit.FirstAsync<Guid?>("SELECT value FROM settings WHERE name = @name", new { name = Setting }, row => Guid.Parse(row.Text("value")));
}
