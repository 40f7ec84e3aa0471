using Veeam365.Backup.Core.Database;

namespace Veeam365.Backup.Core.Cache;

/// <summary>The tables of a cache.</summary>
internal static class CacheSchema
{
    /// <summary>The valid_to of what is alive. It stands as a literal in the partial indexes and in every statement that is to use them.</summary>
    public const int Alive = int.MaxValue;

    /// <summary>Marks a SQLite file as a cache ("V365").</summary>
    public const int ApplicationId = 0x56333635;

    /// <summary>Every table that both engines have.</summary>
    public static readonly IReadOnlyList<string> Tables =
        ["item", "parent_key", "seen_item", "state_entry", "seen_state", "object", "object_head", "point", "point_head", "chunk", "pack_check"];

    /// <summary>Tables that only SQLite has.</summary>
    public static readonly IReadOnlyList<string> SqliteTables = ["item_key", "loaded_item", "loaded_removal"];

    public static readonly IReadOnlyList<Migration> Migrations =
    [
        new Migration(1, "Objects, items, states, points, chunks", Sqlite1, PostgreSql1),
        new Migration(2, "When packs were validated", Sqlite2, PostgreSql2),
        new Migration(3, "Who may write an object", Writers, Writers),
        new Migration(4, "Words of items", Sqlite3, PostgreSql3),
    ];

    // item: rows are appended; keys are found by 16-byte hashes (SQLite: in a table of its own, because a first head is loaded without it).
    // item_by_parent also serves for reading whole objects, since the items of a folder mostly lie together.
    // item_started and item_ended hold only what came after a first head: rolling back costs what is undone.
    // point_head: a head holds from the restore point that moved it until the one that moved it on (or for ever: 2^63 - 1).
    private const string Sqlite1 = """
        PRAGMA application_id = 1446196789;
        CREATE TABLE object (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, organization_id TEXT NOT NULL, job_id TEXT NOT NULL,
            kind TEXT NOT NULL, directory_id TEXT NOT NULL, display_name TEXT NOT NULL, address TEXT, workload TEXT NOT NULL,
            committed INTEGER NOT NULL, applied INTEGER NOT NULL,
            open_head INTEGER NOT NULL, open_kind INTEGER NOT NULL, open_fresh INTEGER NOT NULL,
            items INTEGER NOT NULL, bytes INTEGER NOT NULL);
        CREATE INDEX object_by_job ON object (job_id);
        CREATE TABLE object_head (
            object_id INTEGER NOT NULL, head INTEGER NOT NULL, name TEXT NOT NULL, hash BLOB NOT NULL,
            items INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (object_id, head)) WITHOUT ROWID;
        CREATE TABLE parent_key (id INTEGER PRIMARY KEY, object_id INTEGER NOT NULL, hash BLOB NOT NULL, key TEXT NOT NULL);
        CREATE UNIQUE INDEX parent_key_by_hash ON parent_key (object_id, hash);
        CREATE TABLE item (
            id INTEGER PRIMARY KEY, object_id INTEGER NOT NULL, valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL,
            parent_id INTEGER NOT NULL, kind INTEGER NOT NULL, flags INTEGER NOT NULL, size INTEGER NOT NULL,
            created_at INTEGER, modified_at INTEGER, key_hash BLOB NOT NULL, key TEXT NOT NULL,
            name TEXT NOT NULL, sender TEXT, recipients TEXT, detail BLOB NOT NULL);
        CREATE TABLE item_key (
            object_id INTEGER NOT NULL, key_hash BLOB NOT NULL, valid_from INTEGER NOT NULL, item_id INTEGER NOT NULL,
            PRIMARY KEY (object_id, key_hash, valid_from)) WITHOUT ROWID;
        CREATE TRIGGER item_deleted AFTER DELETE ON item BEGIN
            DELETE FROM item_key WHERE object_id = OLD.object_id AND key_hash = OLD.key_hash AND valid_from = OLD.valid_from AND item_id = OLD.id;
        END;
        CREATE TABLE loaded_item (object_id INTEGER NOT NULL, item_id INTEGER NOT NULL, key_hash BLOB NOT NULL, PRIMARY KEY (object_id, item_id)) WITHOUT ROWID;
        CREATE TABLE loaded_removal (object_id INTEGER NOT NULL, key_hash BLOB NOT NULL, item_id INTEGER NOT NULL, PRIMARY KEY (object_id, key_hash)) WITHOUT ROWID;
        CREATE INDEX item_by_parent ON item (object_id, parent_id);
        CREATE INDEX item_folder ON item (object_id) WHERE kind = 0;
        CREATE INDEX item_started ON item (object_id, valid_from) WHERE valid_from > 1;
        CREATE INDEX item_ended ON item (object_id, valid_to) WHERE valid_to < 2147483647;
        CREATE TABLE seen_item (object_id INTEGER NOT NULL, item_id INTEGER NOT NULL, PRIMARY KEY (object_id, item_id)) WITHOUT ROWID;
        CREATE TABLE state_entry (
            id INTEGER PRIMARY KEY, object_id INTEGER NOT NULL, key TEXT NOT NULL, valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL, value BLOB NOT NULL);
        CREATE UNIQUE INDEX state_entry_by_key ON state_entry (object_id, key, valid_from);
        CREATE INDEX state_entry_started ON state_entry (object_id, valid_from) WHERE valid_from > 1;
        CREATE INDEX state_entry_ended ON state_entry (object_id, valid_to) WHERE valid_to < 2147483647;
        CREATE TABLE seen_state (object_id INTEGER NOT NULL, state_id INTEGER NOT NULL, PRIMARY KEY (object_id, state_id)) WITHOUT ROWID;
        CREATE TABLE point (
            job_id TEXT NOT NULL, sequence INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, hash BLOB NOT NULL, created_at INTEGER NOT NULL,
            objects INTEGER NOT NULL, items INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (job_id, sequence));
        CREATE TABLE point_head (
            job_id TEXT NOT NULL, object_id INTEGER NOT NULL, valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL,
            display_name TEXT NOT NULL, address TEXT, head INTEGER NOT NULL, name TEXT NOT NULL, hash BLOB NOT NULL,
            items INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (job_id, object_id, valid_from)) WITHOUT ROWID;
        CREATE INDEX point_head_now ON point_head (job_id, object_id) WHERE valid_to = 9223372036854775807;
        CREATE TABLE chunk (id BLOB PRIMARY KEY, location BLOB NOT NULL) WITHOUT ROWID;
        """;

    private const string PostgreSql1 = """
        CREATE TABLE object (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key TEXT NOT NULL UNIQUE, organization_id TEXT NOT NULL, job_id TEXT NOT NULL,
            kind TEXT NOT NULL, directory_id TEXT NOT NULL, display_name TEXT NOT NULL, address TEXT, workload TEXT NOT NULL,
            committed BIGINT NOT NULL, applied BIGINT NOT NULL,
            open_head BIGINT NOT NULL, open_kind BIGINT NOT NULL, open_fresh BIGINT NOT NULL,
            items BIGINT NOT NULL, bytes BIGINT NOT NULL);
        CREATE INDEX object_by_job ON object (job_id);
        CREATE TABLE object_head (
            object_id BIGINT NOT NULL, head BIGINT NOT NULL, name TEXT NOT NULL, hash BYTEA NOT NULL,
            items BIGINT NOT NULL, bytes BIGINT NOT NULL, PRIMARY KEY (object_id, head));
        CREATE TABLE parent_key (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, object_id BIGINT NOT NULL, hash BYTEA NOT NULL, key TEXT NOT NULL);
        CREATE UNIQUE INDEX parent_key_by_hash ON parent_key (object_id, hash);
        CREATE TABLE item (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, object_id BIGINT NOT NULL, valid_from BIGINT NOT NULL, valid_to BIGINT NOT NULL,
            parent_id BIGINT NOT NULL, kind BIGINT NOT NULL, flags BIGINT NOT NULL, size BIGINT NOT NULL,
            created_at BIGINT, modified_at BIGINT, key_hash BYTEA NOT NULL, key TEXT COLLATE "C" NOT NULL,
            name TEXT COLLATE "C" NOT NULL, sender TEXT COLLATE "C", recipients TEXT COLLATE "C", detail BYTEA NOT NULL);
        CREATE UNIQUE INDEX item_by_key ON item (object_id, key_hash, valid_from);
        CREATE INDEX item_by_parent ON item (object_id, parent_id);
        CREATE INDEX item_folder ON item (object_id) WHERE kind = 0;
        CREATE INDEX item_started ON item (object_id, valid_from) WHERE valid_from > 1;
        CREATE INDEX item_ended ON item (object_id, valid_to) WHERE valid_to < 2147483647;
        CREATE TABLE seen_item (object_id BIGINT NOT NULL, item_id BIGINT NOT NULL, PRIMARY KEY (object_id, item_id));
        CREATE TABLE state_entry (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, object_id BIGINT NOT NULL, key TEXT COLLATE "C" NOT NULL,
            valid_from BIGINT NOT NULL, valid_to BIGINT NOT NULL, value BYTEA NOT NULL);
        CREATE UNIQUE INDEX state_entry_by_key ON state_entry (object_id, key, valid_from);
        CREATE INDEX state_entry_started ON state_entry (object_id, valid_from) WHERE valid_from > 1;
        CREATE INDEX state_entry_ended ON state_entry (object_id, valid_to) WHERE valid_to < 2147483647;
        CREATE TABLE seen_state (object_id BIGINT NOT NULL, state_id BIGINT NOT NULL, PRIMARY KEY (object_id, state_id));
        CREATE TABLE point (
            job_id TEXT NOT NULL, sequence BIGINT NOT NULL, id TEXT NOT NULL UNIQUE, hash BYTEA NOT NULL, created_at BIGINT NOT NULL,
            objects BIGINT NOT NULL, items BIGINT NOT NULL, bytes BIGINT NOT NULL, PRIMARY KEY (job_id, sequence));
        CREATE TABLE point_head (
            job_id TEXT NOT NULL, object_id BIGINT NOT NULL, valid_from BIGINT NOT NULL, valid_to BIGINT NOT NULL,
            display_name TEXT NOT NULL, address TEXT, head BIGINT NOT NULL, name TEXT NOT NULL, hash BYTEA NOT NULL,
            items BIGINT NOT NULL, bytes BIGINT NOT NULL, PRIMARY KEY (job_id, object_id, valid_from));
        CREATE INDEX point_head_now ON point_head (job_id, object_id) WHERE valid_to = 9223372036854775807;
        CREATE TABLE chunk (id BYTEA PRIMARY KEY, location BYTEA NOT NULL);
        """;

    private const string Sqlite2 = "CREATE TABLE pack_check (pack TEXT PRIMARY KEY, intact_at INTEGER, is_damaged INTEGER NOT NULL) WITHOUT ROWID;";

    private const string Writers = "ALTER TABLE object ADD COLUMN writer BIGINT NOT NULL DEFAULT 0;";

    private const string PostgreSql2 = "CREATE TABLE pack_check (pack TEXT PRIMARY KEY, intact_at BIGINT, is_damaged BIGINT NOT NULL);";

    // word_state: rows up to the number are in item_word. SQLite gives the number of a deleted last row again: then it must not count as indexed.
    // PostgreSQL collects what is added (postgresql.org/docs/current/gin-implementation.html#GIN-FAST-UPDATE): 32 MiB at a time, which PostgresWordIndex has sorted in when it is done.
    private const string Sqlite3 = """
        CREATE TABLE word_state (indexed INTEGER NOT NULL);
        INSERT INTO word_state VALUES (0);
        CREATE VIRTUAL TABLE item_word USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii');
        CREATE TRIGGER item_words_deleted AFTER DELETE ON item WHEN OLD.id <= (SELECT indexed FROM word_state) BEGIN
            DELETE FROM item_word WHERE rowid = OLD.id;
            UPDATE word_state SET indexed = (SELECT COALESCE(MAX(id), 0) FROM item) WHERE indexed > (SELECT COALESCE(MAX(id), 0) FROM item);
        END;
        """;

    private const string PostgreSql3 = """
        CREATE TABLE word_state (indexed BIGINT NOT NULL);
        INSERT INTO word_state VALUES (0);
        CREATE TABLE item_word (item_id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);
        CREATE INDEX item_word_words ON item_word USING gin (words) WITH (gin_pending_list_limit = 32768);
        CREATE FUNCTION item_words_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM item_word w USING gone g WHERE w.item_id = g.id;
            RETURN NULL;
        END $$;
        CREATE TRIGGER item_words_deleted AFTER DELETE ON item REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION item_words_deleted();
        """;
}
