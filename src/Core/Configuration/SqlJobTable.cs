using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <inheritdoc cref="IJobTable"/>
internal sealed class SqlJobTable(SqlStore store) : IJobTable
{
    internal const string What = "Job";

    private static readonly string[] Columns =
    [
        "id", "name", "name_key", "description", "organization_id", "repository_id", "scope", "retry_attempts", "retry_wait_ms", "is_enabled", "priority", "schedule", "created_at",
    ];

    public Task AddAsync(BackupJob job, CancellationToken cancellationToken)
    {
        Check(job);
        return store.WriteAsync(
            async unit =>
            {
                await RequireReferencesAsync(unit, job).ConfigureAwait(false);
                if (await unit.InsertAsync("jobs", Columns, [Values(job, unit.Dialect)]).ConfigureAwait(false) == 0)
                    throw TableErrors.Taken(What, job.Name);
            },
            cancellationToken);
    }

    public Task UpdateAsync(BackupJob job, CancellationToken cancellationToken)
    {
        Check(job);
        return store.WriteAsync(
            async unit =>
            {
                await RequireReferencesAsync(unit, job).ConfigureAwait(false);
                if (await unit.AnyAsync("SELECT 1 FROM jobs WHERE name_key = @key AND id <> @Id", new { key = SettingText.Key(job.Name), job.Id }).ConfigureAwait(false))
                    throw TableErrors.Taken(What, job.Name);
                if (await ReplaceAsync(unit, job).ConfigureAwait(false) == 0)
                    throw TableErrors.Unknown(What, job.Id);
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<BackupJob>> ListAsync(CancellationToken cancellationToken) =>
        await store.ReadAsync(unit => unit.QueryAsync("SELECT * FROM jobs ORDER BY name_key", null, Read), cancellationToken).ConfigureAwait(false);

    public Task<BackupJob?> FindAsync(string nameOrId, CancellationToken cancellationToken) =>
        store.ReadAsync(unit => NamedRows.FindAsync(unit, "jobs", nameOrId, Read), cancellationToken);

    public Task RemoveAsync(Guid jobId, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async unit =>
            {
                // Locked first, so that no session of it starts meanwhile.
                await unit.AnyAsync($"SELECT 1 FROM jobs WHERE id = @jobId{unit.Dialect.ForUpdate}", new { jobId }).ConfigureAwait(false);
                await RunningSessions.DisconnectDeadOfJobAsync(unit, jobId).ConfigureAwait(false);
                if (await RunningSessions.FindOfJobAsync(unit, jobId).ConfigureAwait(false) is { } running)
                    throw RunningSessions.AlreadyRunning(running, "Job.IsRunning");
                await NamedRows.DeleteAsync(unit, "jobs", jobId, What).ConfigureAwait(false);
            },
            cancellationToken);

    private static void Check(BackupJob job)
    {
        SettingText.CheckName(job.Name, What);
        SettingText.Check(job.Description, What);
    }

    private static async Task RequireReferencesAsync(SqlUnit unit, BackupJob job)
    {
        await NamedRows.HoldAsync(unit, "organizations", job.OrganizationId, "Organization").ConfigureAwait(false);
        await NamedRows.HoldAsync(unit, "repositories", job.RepositoryId, "Repository").ConfigureAwait(false);
    }

    private static Task<int> ReplaceAsync(SqlUnit unit, BackupJob job) => unit.ExecuteAsync(
        """
        UPDATE jobs SET name = @Name, name_key = @key, description = @Description, organization_id = @OrganizationId, repository_id = @RepositoryId, scope = @scope,
            retry_attempts = @attempts, retry_wait_ms = @waitMs, is_enabled = @IsEnabled, priority = @Priority, schedule = @schedule
        WHERE id = @Id
        """,
        new
        {
            job.Id,
            job.Name,
            key = SettingText.Key(job.Name),
            job.Description,
            job.OrganizationId,
            job.RepositoryId,
            scope = ScopeJson(job),
            attempts = job.Retry.Attempts,
            waitMs = WaitMs(job),
            job.IsEnabled,
            job.Priority,
            schedule = ScheduleJson(job),
        });

    private static object?[] Values(BackupJob job, SqlDialect dialect) =>
    [
        job.Id, job.Name, SettingText.Key(job.Name), job.Description, job.OrganizationId, job.RepositoryId, ScopeJson(job),
        job.Retry.Attempts, WaitMs(job), job.IsEnabled, job.Priority, ScheduleJson(job), dialect.Time(job.CreatedAt),
    ];

    private static string ScopeJson(BackupJob job) => JsonSerializer.Serialize(job.Scope, ConfigurationJson.Default.BackupScope);

    private static string? ScheduleJson(BackupJob job) => job.Schedule is null ? null : JsonSerializer.Serialize(job.Schedule, ConfigurationJson.Default.JobSchedule);

    private static long WaitMs(BackupJob job) => (long)job.Retry.Wait.TotalMilliseconds;

    private static BackupJob Read(Row row) => new()
    {
        Id = row.Guid("id"),
        Name = row.Text("name"),
        Description = row.TextOrNull("description"),
        OrganizationId = row.Guid("organization_id"),
        RepositoryId = row.Guid("repository_id"),
        Scope = row.Json("scope", ConfigurationJson.Default.BackupScope),
        Retry = new RetryPolicy(row.Int("retry_attempts"), TimeSpan.FromMilliseconds(row.Long("retry_wait_ms"))),
        IsEnabled = row.Bool("is_enabled"),
        Priority = row.Int("priority"),
        Schedule = row.JsonOrNull("schedule", ConfigurationJson.Default.JobSchedule),
        CreatedAt = row.Time("created_at"),
    };
}
