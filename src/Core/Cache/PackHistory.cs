using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Veeam365.Backup.Core.Database;

namespace Veeam365.Backup.Core.Cache;

/// <summary>When packs were last validated, in a table.</summary>
internal sealed class PackHistory(ICacheStore store) : IPackHistory
{
    private const string Upsert = """
        INSERT INTO pack_check (pack, intact_at, is_damaged) VALUES (@Pack, @IntactAt, @IsDamaged)
        ON CONFLICT (pack) DO UPDATE SET intact_at = COALESCE(excluded.intact_at, pack_check.intact_at), is_damaged = excluded.is_damaged
        """;

    /// <inheritdoc/>
    public async IAsyncEnumerable<PackCheck> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using DbConnection connection = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT pack, intact_at, is_damaged FROM pack_check";
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return new PackCheck(reader.GetString(0), reader.IsDBNull(1) ? null : new DateTimeOffset(reader.GetInt64(1), TimeSpan.Zero), reader.GetInt64(2) != 0);
    }

    /// <inheritdoc/>
    public Task RecordAsync(IReadOnlyList<PackCheck> checks, CancellationToken cancellationToken) =>
        ExecuteAsync(Upsert, checks.OrderBy(c => c.Pack, StringComparer.Ordinal).Select(c => new { c.Pack, IntactAt = c.IntactAt?.UtcTicks, IsDamaged = c.IsDamaged ? 1L : 0L }), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(IReadOnlyList<string> packs, CancellationToken cancellationToken) =>
        ExecuteAsync("DELETE FROM pack_check WHERE pack = @Pack", packs.Order(StringComparer.Ordinal).Select(p => new { Pack = p }), cancellationToken);

    private async Task ExecuteAsync(string sql, IEnumerable<object> rows, CancellationToken cancellationToken)
    {
        try
        {
            await store.WriteAsync(tx => tx.Connection.ExecuteAsync(new CommandDefinition(sql, rows, cancellationToken: cancellationToken)), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseErrors.IsFromDatabase(e))
        {
            throw store.Translate(e);
        }
    }
}
