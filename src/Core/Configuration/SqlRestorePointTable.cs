using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <inheritdoc cref="IRestorePointTable"/>
internal sealed class SqlRestorePointTable(SqlStore store) : IRestorePointTable
{
    private static readonly string[] Columns =
    [
        "id", "sequence", "repository_id", "job_id", "job_name", "organization_id", "organization_name", "session_id", "created_at", "kind", "objects", "items", "bytes", "gaps",
        "immutable_until", "last_verified",
    ];

    public Task AddAsync(RestorePoint point, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                await NamedRows.HoldAsync(unit, "repositories", point.RepositoryId, "Repository").ConfigureAwait(false);
                await unit.InsertAsync("restore_points", Columns, [Values(point, unit.Dialect)]).ConfigureAwait(false);
            },
            cancellationToken);

    public IAsyncEnumerable<RestorePoint> ListAsync(RestorePointQuery query, CancellationToken cancellationToken) =>
        store.PagesAsync<RestorePoint>(query.Limit, (unit, last, size) => PageAsync(unit, query, last, size), cancellationToken);

    public Task<RestorePoint?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        store.ReadAsync(unit => unit.FirstAsync("SELECT * FROM restore_points WHERE id = @id", new { id }, Read), cancellationToken);

    public Task RemoveAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        store.WriteAsync(unit => unit.DeleteAsync("restore_points", ids), cancellationToken);

    public Task SetLastVerifiedAsync(IReadOnlyDictionary<Guid, DateTimeOffset?> times, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                foreach ((Guid id, DateTimeOffset? time) in times.OrderBy(t => t.Key))
                    await unit.ExecuteAsync("UPDATE restore_points SET last_verified = @time WHERE id = @id", new { id, time = unit.Dialect.TimeOrNull(time) }).ConfigureAwait(false);
            },
            cancellationToken);

    private static Task<List<RestorePoint>> PageAsync(SqlUnit unit, RestorePointQuery query, RestorePoint? last, int size)
    {
        string sql = $"""
            SELECT * FROM restore_points WHERE {Condition(query, last)}
            ORDER BY created_at DESC, sequence DESC, id DESC LIMIT @size
            """;
        object createdAt = unit.Dialect.Time(last?.CreatedAt ?? default);
        return unit.QueryAsync(sql, new { query.JobId, query.RepositoryId, query.OrganizationId, createdAt, sequence = last?.Sequence, id = last?.Id, size }, Read);
    }

    private static string Condition(RestorePointQuery query, RestorePoint? last)
    {
        string?[] conditions =
        [
            query.JobId is null ? null : "job_id = @JobId",
            query.RepositoryId is null ? null : "repository_id = @RepositoryId",
            query.OrganizationId is null ? null : "organization_id = @OrganizationId",
            last is null ? null : "(created_at, sequence, id) < (@createdAt, @sequence, @id)",
            "1 = 1",
        ];
        return string.Join(" AND ", conditions.OfType<string>());
    }

    private static object?[] Values(RestorePoint p, SqlDialect dialect) =>
    [
        p.Id, p.Sequence, p.RepositoryId, p.JobId, SettingText.Printable(p.JobName), p.OrganizationId, SettingText.Printable(p.OrganizationName), p.SessionId,
        dialect.Time(p.CreatedAt), p.Kind.ToString(), p.Objects, p.Items, p.Bytes, p.Gaps,
        dialect.TimeOrNull(p.ImmutableUntil), dialect.TimeOrNull(p.LastVerified),
    ];

    private static RestorePoint Read(Row row) => new()
    {
        Id = row.Guid("id"),
        Sequence = row.Long("sequence"),
        RepositoryId = row.Guid("repository_id"),
        JobId = row.Guid("job_id"),
        JobName = row.Text("job_name"),
        OrganizationId = row.Guid("organization_id"),
        OrganizationName = row.Text("organization_name"),
        SessionId = row.Guid("session_id"),
        CreatedAt = row.Time("created_at"),
        Kind = row.Name<SessionKind>("kind"),
        Objects = row.Int("objects"),
        Items = row.Long("items"),
        Bytes = row.Long("bytes"),
        Gaps = row.Int("gaps"),
        ImmutableUntil = row.TimeOrNull("immutable_until"),
        LastVerified = row.TimeOrNull("last_verified"),
    };
}
