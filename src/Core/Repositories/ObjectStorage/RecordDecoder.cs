using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Reads the records of one frame.</summary>
internal ref struct RecordDecoder
{
    private static readonly int LargestKind = (int)Enum.GetValues<ItemKind>().Max();

    private FormatReader _reader;
    private string? _parent;
    private long _created;
    private long _modified;

    private RecordDecoder(ReadOnlySpan<byte> frame, string key) => _reader = new FormatReader(frame, key);

    /// <summary>Reads all records of a frame.</summary>
    /// <exception cref="DataDamagedException">It holds something else.</exception>
    public static List<ChangeRecord> ReadFrame(ReadOnlySpan<byte> frame, string key)
    {
        RecordDecoder decoder = new(frame, key);
        List<ChangeRecord> records = [];
        while (decoder._reader.Remaining > 0)
            records.Add(decoder.Read());
        return records;
    }

    private ChangeRecord Read() => (RecordTag)_reader.Byte() switch
    {
        RecordTag.Upserted => new ChangeRecord.Upserted(ReadVersion()),
        RecordTag.Removed => new ChangeRecord.Removed(_reader.Text()),
        RecordTag.StateSet => new ChangeRecord.StateChanged(_reader.Text(), _reader.Bytes().ToArray()),
        RecordTag.StateRemoved => new ChangeRecord.StateChanged(_reader.Text(), null),
        _ => throw _reader.Bad("a record is of an unknown kind"),
    };

    private ItemVersion ReadVersion()
    {
        RecordFields fields = (RecordFields)_reader.Number((int)RecordFields.All);
        ItemKind kind = (ItemKind)_reader.Number(LargestKind);
        string key = _reader.Text();
        string? parent = ReadParent(fields);
        string name = _reader.Text();
        DateTimeOffset? created = ReadTime(fields, RecordFields.Created, RecordFields.CreatedOffset, ref _created);
        DateTimeOffset? modified = ReadTime(fields, RecordFields.Modified, RecordFields.ModifiedOffset, ref _modified);
        return new ItemVersion
        {
            Key = key,
            Kind = kind,
            ParentKey = parent,
            Name = name,
            CreatedAt = created,
            ModifiedAt = modified,
            Size = Has(fields, RecordFields.Size) ? _reader.Signed() : 0,
            VersionTag = Has(fields, RecordFields.VersionTag) ? _reader.Text() : null,
            From = Has(fields, RecordFields.From) ? _reader.Text() : null,
            To = Has(fields, RecordFields.To) ? _reader.Text() : null,
            Flags = Has(fields, RecordFields.Flags) ? (ItemFlags)_reader.Number(int.MaxValue) : ItemFlags.None,
            Content = Has(fields, RecordFields.Content) ? ReadReference() : null,
            Properties = Has(fields, RecordFields.Properties) ? ReadReference() : null,
        };
    }

    private static bool Has(RecordFields fields, RecordFields field) => (fields & field) != 0;

    private string? ReadParent(RecordFields fields)
    {
        if (Has(fields, RecordFields.Parent))
            _parent = _reader.Text();
        else if (!Has(fields, RecordFields.SameParent))
            _parent = null;
        return _parent;
    }

    private DateTimeOffset? ReadTime(RecordFields fields, RecordFields present, RecordFields offset, ref long last)
    {
        if (!Has(fields, present))
            return null;
        long ticks = unchecked(last + _reader.Signed());
        long minutes = Has(fields, offset) ? _reader.Signed() : 0;
        // 14 hours is the greatest offset that a DateTimeOffset has.
        if (minutes is < -840 or > 840)
            throw _reader.Bad("a time has an impossible offset");
        long local = unchecked(ticks + (minutes * TimeSpan.TicksPerMinute));
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks || local < 0 || local > DateTime.MaxValue.Ticks)
            throw _reader.Bad("a time is out of its range");
        last = ticks;
        return new DateTimeOffset(local, TimeSpan.FromMinutes(minutes));
    }

    private ContentReference ReadReference()
    {
        long length = _reader.Long();
        Sha256Hash hash = _reader.Hash();
        return new ContentReference(length, hash, _reader.Bytes().ToArray());
    }
}
