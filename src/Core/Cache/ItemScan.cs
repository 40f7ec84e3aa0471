using System.Data.Common;
using System.Text;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Which items of an object to read, as of a head.</summary>
internal sealed record ItemScan
{
    public required long ObjectId { get; init; }

    public required int Head { get; init; }

    /// <summary>Only children of this parent.</summary>
    public long? ParentId { get; init; }

    /// <summary>Only this kind.</summary>
    public ItemKind? Kind { get; init; }

    /// <summary>True to leave folders out.</summary>
    public bool WithoutFolders { get; init; }

    /// <summary>True to leave earlier versions of files out.</summary>
    public bool WithoutVersions { get; init; }

    /// <summary>Only what was last changed, or else created, before this; to the millisecond.</summary>
    public DateTimeOffset? ChangedBefore { get; init; }

    private bool OnlyFolders => Kind == ItemKind.Folder && ParentId is null;

    /// <summary>Makes the command that reads them.</summary>
    public void Describe(DbCommand command, ICacheStore store)
    {
        var sql = new StringBuilder($"SELECT {ItemRowReader.Columns} FROM item i {(OnlyFolders ? store.FolderHint : store.ScanHint)} LEFT JOIN parent_key p ON p.id = i.parent_id");
        sql.Append(" WHERE i.object_id = @object AND i.valid_from <= @head AND i.valid_to > @head");
        command.Bind("@object", ObjectId).Bind("@head", (long)Head);
        if (ParentId is { } parent)
        {
            sql.Append(" AND i.parent_id = @parent");
            command.Bind("@parent", parent);
        }

        if (OnlyFolders)
        {
            // A literal, so that the partial index of folders is used: a mailbox of a million messages has a few of them.
            sql.Append(" AND i.kind = 0");
        }
        else if (Kind is { } kind)
        {
            sql.Append(" AND i.kind = @kind");
            command.Bind("@kind", (long)kind);
        }

        if (WithoutFolders)
            sql.Append(" AND i.kind <> 0");
        if (WithoutVersions)
            sql.Append(" AND i.kind <> 8");
        if (ChangedBefore is { } before)
        {
            sql.Append(" AND COALESCE(i.modified_at, i.created_at) < @before");
            command.Bind("@before", before.ToUnixTimeMilliseconds());
        }

        command.CommandText = sql.ToString();
    }
}
