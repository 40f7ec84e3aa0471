using Dapper;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>What organizations, repositories and jobs have in common: an id and a name that are unique.</summary>
internal static class NamedRows
{
    /// <summary>The row of this id or else name; null when unknown.</summary>
    public static async Task<T?> FindAsync<T>(SqlUnit unit, string table, string nameOrId, Func<Row, T> read)
        where T : class
    {
        if (Guid.TryParse(nameOrId, out Guid id)
            && await unit.FirstAsync($"SELECT * FROM {table} WHERE id = @id", new { id }, read).ConfigureAwait(false) is { } row)
        {
            return row;
        }

        return await unit.FirstAsync($"SELECT * FROM {table} WHERE name_key = @key", new { key = SettingText.Key(nameOrId) }, read).ConfigureAwait(false);
    }

    /// <summary>Fails when there is no such row.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public static Task RequireAsync(SqlUnit unit, string table, Guid id, string what) => RequireAsync(unit, table, id, what, "");

    /// <summary>Fails when there is no such row; keeps it from being removed until the transaction ends.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public static Task HoldAsync(SqlUnit unit, string table, Guid id, string what) => RequireAsync(unit, table, id, what, unit.Dialect.ForKeyShare);

    /// <summary>Removes the row.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public static async Task DeleteAsync(SqlUnit unit, string table, Guid id, string what)
    {
        if (await unit.ExecuteAsync($"DELETE FROM {table} WHERE id = @id", new { id }).ConfigureAwait(false) == 0)
            throw TableErrors.Unknown(what, id);
    }

    /// <summary>Fails when jobs name the row.</summary>
    /// <exception cref="ConflictException">They do.</exception>
    public static async Task ThrowIfUsedByJobsAsync(SqlUnit unit, string column, Guid id, string what)
    {
        List<string> jobs = await unit.QueryAsync($"SELECT name FROM jobs WHERE {column} = @id ORDER BY name_key LIMIT 6", new { id }, row => row.Text("name")).ConfigureAwait(false);
        if (jobs.Count > 0)
            throw TableErrors.InUse(what, jobs);
    }

    /// <summary>Fails when another row has the name.</summary>
    /// <exception cref="ConflictException">One has.</exception>
    public static async Task ThrowIfNameTakenAsync(SqlUnit unit, string table, Guid id, string name, string what)
    {
        if (await unit.AnyAsync($"SELECT 1 FROM {table} WHERE name_key = @key AND id <> @id", new { key = SettingText.Key(name), id }).ConfigureAwait(false))
            throw TableErrors.Taken(what, name);
    }

    /// <summary>Replaces all columns of a row; the first one is its id.</summary>
    /// <returns>0 when there is no such row.</returns>
    public static Task<int> ReplaceAsync(SqlUnit unit, string table, IReadOnlyList<string> columns, IReadOnlyList<object?> values)
    {
        var parameters = new DynamicParameters();
        for (int i = 0; i < columns.Count; i++)
            parameters.Add(columns[i], values[i]);
        string assignments = string.Join(", ", columns.Skip(1).Select(c => $"{c} = @{c}"));
        return unit.ExecuteAsync($"UPDATE {table} SET {assignments} WHERE {columns[0]} = @{columns[0]}", parameters);
    }

    private static async Task RequireAsync(SqlUnit unit, string table, Guid id, string what, string locking)
    {
        if (!await unit.AnyAsync($"SELECT 1 FROM {table} WHERE id = @id{locking}", new { id }).ConfigureAwait(false))
            throw TableErrors.Unknown(what, id);
    }
}
