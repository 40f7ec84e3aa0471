using System.Data.Common;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Cache;

/// <summary>Reads items from rows with the columns <see cref="Columns"/>.</summary>
internal sealed class ItemRowReader(DbDataReader reader)
{
    public const string Columns =
        "i.parent_id, p.key, i.key, i.kind, i.flags, i.size, i.created_at, i.modified_at, i.name, i.sender, i.recipients, i.detail";

    public const int ColumnCount = 12;

    // Items of a folder come one after the other: the key of the folder is read once.
    private long _parentId;
    private string? _parentKey;

    /// <summary>True when names match, which the database may not have been able to decide.</summary>
    public bool Matches(ItemFilter filter) => filter.AdmitsText(CacheText.Decode(reader.GetString(8)), Text(9), Text(10));

    /// <summary>The item of the current row.</summary>
    public ItemVersion Read()
    {
        ItemDetail detail = ItemDetail.Decode((byte[])reader.GetValue(11));
        return new ItemVersion
        {
            Key = CacheText.Decode(reader.GetString(2)),
            Kind = (ItemKind)reader.GetInt64(3),
            ParentKey = ReadParentKey(),
            Name = CacheText.Decode(reader.GetString(8)),
            CreatedAt = Time(6, detail.CreatedFraction),
            ModifiedAt = Time(7, detail.ModifiedFraction),
            Size = reader.GetInt64(5),
            VersionTag = detail.VersionTag,
            From = Text(9),
            To = Text(10),
            Flags = (ItemFlags)(reader.GetInt64(4) & ~ItemRow.EscapedFlag),
            Content = detail.Content,
            Properties = detail.Properties,
        };
    }

    private string? ReadParentKey()
    {
        long id = reader.GetInt64(0);
        if (id != _parentId)
        {
            _parentId = id;
            _parentKey = Text(1);
        }

        return _parentKey;
    }

    private string? Text(int column) => reader.IsDBNull(column) ? null : CacheText.Decode(reader.GetString(column));

    private DateTimeOffset? Time(int column, int fraction) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column)).AddTicks(fraction);
}
