using Veeam365.Backup.Core.Database;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>The tables of the configuration database, step by step.</summary>
internal static class ConfigurationSchema
{
    // Written once with placeholders for the type names that differ, so that both engines hold the same.
    private const string Tables = """
        CREATE TABLE settings (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        );
        CREATE TABLE organizations (
            id {guid} PRIMARY KEY,
            name TEXT NOT NULL,
            name_key {key} NOT NULL UNIQUE,
            tenant_id TEXT NOT NULL,
            client_id TEXT NOT NULL,
            authority TEXT NOT NULL,
            graph_endpoint TEXT NOT NULL,
            credential_kind TEXT NOT NULL,
            certificate_path TEXT,
            certificate_thumbprint TEXT,
            pinned_server_certificate TEXT,
            created_at {time} NOT NULL
        );
        CREATE TABLE repositories (
            id {guid} PRIMARY KEY,
            name TEXT NOT NULL,
            name_key {key} NOT NULL UNIQUE,
            store TEXT NOT NULL,
            is_encrypted BOOLEAN NOT NULL,
            created_at {time} NOT NULL
        );
        CREATE TABLE secrets (
            owner_id {guid} NOT NULL,
            kind TEXT NOT NULL,
            value {bytes} NOT NULL,
            PRIMARY KEY (owner_id, kind)
        );
        CREATE TABLE jobs (
            id {guid} PRIMARY KEY,
            name TEXT NOT NULL,
            name_key {key} NOT NULL UNIQUE,
            description TEXT,
            organization_id {guid} NOT NULL REFERENCES organizations (id) ON DELETE RESTRICT,
            repository_id {guid} NOT NULL REFERENCES repositories (id) ON DELETE RESTRICT,
            scope TEXT NOT NULL,
            retry_attempts INTEGER NOT NULL,
            retry_wait_ms BIGINT NOT NULL,
            is_enabled BOOLEAN NOT NULL,
            created_at {time} NOT NULL
        );
        CREATE INDEX jobs_by_organization ON jobs (organization_id);
        CREATE INDEX jobs_by_repository ON jobs (repository_id);
        CREATE TABLE sessions (
            ordinal {ordinal},
            id {guid} NOT NULL UNIQUE,
            job_id {guid} NOT NULL,
            job_name TEXT NOT NULL,
            kind TEXT,
            status TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            started_at {time} NOT NULL,
            ended_at {time},
            lease_until {time} NOT NULL,
            stop_requested BOOLEAN NOT NULL,
            statistics TEXT NOT NULL,
            restore_point_id {guid},
            message TEXT,
            log_lines INTEGER NOT NULL,
            owner_machine TEXT NOT NULL,
            owner_process_id INTEGER NOT NULL,
            owner_process_started_at {time} NOT NULL
        );
        CREATE UNIQUE INDEX sessions_one_running_per_job ON sessions (job_id) WHERE status = 'Running';
        CREATE INDEX sessions_by_job ON sessions (job_id, ordinal);
        CREATE TABLE session_log (
            session_id {guid} NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            time {time} NOT NULL,
            severity TEXT NOT NULL,
            message TEXT NOT NULL,
            PRIMARY KEY (session_id, number)
        );
        CREATE TABLE session_tasks (
            ordinal {ordinal},
            id {guid} NOT NULL UNIQUE,
            session_id {guid} NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            object_key TEXT NOT NULL,
            identity TEXT NOT NULL,
            status TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            holder TEXT,
            lease_until {time},
            weight BIGINT NOT NULL,
            head TEXT,
            statistics TEXT NOT NULL,
            message TEXT,
            started_at {time},
            ended_at {time},
            UNIQUE (session_id, object_key)
        );
        CREATE INDEX session_tasks_unfinished ON session_tasks (session_id, weight DESC, ordinal) WHERE status IN ('Pending', 'Running');
        CREATE TABLE restore_points (
            id {guid} PRIMARY KEY,
            sequence BIGINT NOT NULL,
            repository_id {guid} NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
            job_id {guid} NOT NULL,
            job_name TEXT NOT NULL,
            organization_id {guid} NOT NULL,
            organization_name TEXT NOT NULL,
            session_id {guid} NOT NULL,
            created_at {time} NOT NULL,
            kind TEXT NOT NULL,
            objects INTEGER NOT NULL,
            items BIGINT NOT NULL,
            bytes BIGINT NOT NULL,
            gaps INTEGER NOT NULL
        );
        CREATE INDEX restore_points_newest ON restore_points (created_at, sequence, id);
        CREATE INDEX restore_points_by_job ON restore_points (job_id, created_at);
        CREATE INDEX restore_points_by_repository ON restore_points (repository_id, created_at);
        """;

    private const string Keeping = """
        ALTER TABLE repositories ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
        ALTER TABLE repositories ADD COLUMN last_verified {time};
        ALTER TABLE restore_points ADD COLUMN immutable_until {time};
        ALTER TABLE restore_points ADD COLUMN last_verified {time};
        """;

    private const string Custody = """
        ALTER TABLE repositories ADD COLUMN is_read_only BOOLEAN NOT NULL DEFAULT FALSE;
        """;

    // A repository that names neither proxy nor pool belongs to the default proxy. A share of a tenant's budget counts for one window longer than its lease.
    private const string Proxies = """
        CREATE TABLE proxy_pools (
            id {guid} PRIMARY KEY,
            name TEXT NOT NULL,
            name_key {key} NOT NULL UNIQUE,
            description TEXT,
            created_at {time} NOT NULL
        );
        CREATE TABLE proxies (
            id {guid} PRIMARY KEY,
            name TEXT NOT NULL,
            name_key {key} NOT NULL UNIQUE,
            description TEXT,
            pool_id {guid} REFERENCES proxy_pools (id) ON DELETE RESTRICT,
            threads INTEGER NOT NULL,
            memory_budget BIGINT NOT NULL,
            download_rate BIGINT,
            in_maintenance BOOLEAN NOT NULL DEFAULT FALSE,
            created_at {time} NOT NULL,
            instance {guid},
            machine TEXT,
            process_id INTEGER,
            process_started_at {time},
            version TEXT,
            protocol INTEGER,
            platform TEXT,
            started_at {time},
            seen_at {time},
            lease_until {time}
        );
        CREATE INDEX proxies_by_pool ON proxies (pool_id);
        INSERT INTO proxies (id, name, name_key, description, threads, memory_budget, created_at)
        VALUES ('00000000-0000-0000-0000-000000000001', 'Default', 'DEFAULT', 'The process that starts the job', 32, 134217728, {now});
        ALTER TABLE repositories ADD COLUMN proxy_id {guid} REFERENCES proxies (id) ON DELETE RESTRICT;
        ALTER TABLE repositories ADD COLUMN pool_id {guid} REFERENCES proxy_pools (id) ON DELETE RESTRICT;
        ALTER TABLE jobs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE organizations ADD COLUMN request_budget INTEGER;
        ALTER TABLE sessions ADD COLUMN epoch INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE sessions ADD COLUMN proxy_id {guid};
        ALTER TABLE sessions ADD COLUMN pool_id {guid};
        ALTER TABLE sessions ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN reads_in_full BOOLEAN NOT NULL DEFAULT FALSE;
        ALTER TABLE sessions ADD COLUMN protocol INTEGER;
        ALTER TABLE sessions ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN plan TEXT;
        ALTER TABLE sessions ADD COLUMN commit_sequence BIGINT;
        DROP INDEX sessions_one_running_per_job;
        CREATE UNIQUE INDEX sessions_one_open_per_job ON sessions (job_id) WHERE status IN ('Queued', 'Running');
        CREATE INDEX sessions_open ON sessions (priority DESC, ordinal) WHERE status IN ('Queued', 'Running');
        ALTER TABLE session_tasks ADD COLUMN gaps TEXT;
        CREATE INDEX session_tasks_pending ON session_tasks (session_id, weight DESC, ordinal) WHERE status = 'Pending';
        CREATE INDEX session_tasks_running ON session_tasks (session_id, lease_until) WHERE status = 'Running';
        CREATE TABLE session_members (
            session_id {guid} NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            run {guid} NOT NULL,
            name TEXT NOT NULL,
            statistics TEXT NOT NULL,
            seen_at {time} NOT NULL,
            PRIMARY KEY (session_id, run)
        );
        CREATE TABLE tenant_budgets (
            tenant_id TEXT PRIMARY KEY
        );
        CREATE TABLE tenant_shares (
            tenant_id TEXT NOT NULL REFERENCES tenant_budgets (tenant_id) ON DELETE CASCADE,
            holder {guid} NOT NULL,
            wanted INTEGER NOT NULL,
            granted INTEGER NOT NULL,
            lease_until {time} NOT NULL,
            PRIMARY KEY (tenant_id, holder)
        );
        """;

    private const string Restoring = """
        ALTER TABLE organizations ADD COLUMN restore_application TEXT;
        CREATE TABLE restore_sessions (
            ordinal {ordinal},
            id {guid} NOT NULL UNIQUE,
            restore_point_id {guid} NOT NULL,
            restore_point_time {time} NOT NULL,
            job_name TEXT NOT NULL,
            organization_name TEXT NOT NULL,
            target TEXT NOT NULL,
            status TEXT NOT NULL,
            started_at {time} NOT NULL,
            ended_at {time},
            lease_until {time} NOT NULL,
            statistics TEXT NOT NULL,
            message TEXT,
            log_lines INTEGER NOT NULL,
            owner_machine TEXT NOT NULL,
            owner_process_id INTEGER NOT NULL,
            owner_process_started_at {time} NOT NULL
        );
        CREATE TABLE restore_session_log (
            session_id {guid} NOT NULL REFERENCES restore_sessions (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            time {time} NOT NULL,
            severity TEXT NOT NULL,
            message TEXT NOT NULL,
            PRIMARY KEY (session_id, number)
        );
        """;

    private const string OnPremises = """
        ALTER TABLE organizations ADD COLUMN on_premises TEXT;
        """;

    private const string Automation = """
        ALTER TABLE jobs ADD COLUMN schedule TEXT;
        ALTER TABLE sessions ADD COLUMN stop_at {time};
        CREATE TABLE notifications (
            id {guid} PRIMARY KEY,
            name TEXT NOT NULL,
            name_key {key} NOT NULL UNIQUE,
            settings TEXT NOT NULL,
            created_at {time} NOT NULL
        );
        """;

    /// <summary>All steps.</summary>
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new Migration(1, "configuration", ForSqlite(Tables), ForPostgreSql(Tables)),
        new Migration(2, "retention, immutability and verification", ForSqlite(Keeping), ForPostgreSql(Keeping)),
        new Migration(3, "repositories that are only read", ForSqlite(Custody), ForPostgreSql(Custody)),
        new Migration(4, "proxies and pools", ForSqlite(Proxies), ForPostgreSql(Proxies)),
        new Migration(5, "restore sessions and the applications that restore", ForSqlite(Restoring), ForPostgreSql(Restoring)),
        new Migration(6, "on-premises organizations", ForSqlite(OnPremises), ForPostgreSql(OnPremises)),
        new Migration(7, "schedules, windows and notifications", ForSqlite(Automation), ForPostgreSql(Automation)),
    ];

    private static string ForSqlite(string sql) => sql
        .Replace("{now}", "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')", StringComparison.Ordinal)
        .Replace("{guid}", "TEXT", StringComparison.Ordinal)
        .Replace("{key}", "TEXT", StringComparison.Ordinal)
        .Replace("{time}", "TEXT", StringComparison.Ordinal)
        .Replace("{bytes}", "BLOB", StringComparison.Ordinal)
        .Replace("{ordinal}", "INTEGER PRIMARY KEY AUTOINCREMENT", StringComparison.Ordinal);

    // COLLATE "C": names sort by code point, as in SQLite.
    private static string ForPostgreSql(string sql) => sql
        .Replace("{now}", "now()", StringComparison.Ordinal)
        .Replace("{guid}", "UUID", StringComparison.Ordinal)
        .Replace("{key}", "TEXT COLLATE \"C\"", StringComparison.Ordinal)
        .Replace("{time}", "TIMESTAMPTZ", StringComparison.Ordinal)
        .Replace("{bytes}", "BYTEA", StringComparison.Ordinal)
        .Replace("{ordinal}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal);
}
