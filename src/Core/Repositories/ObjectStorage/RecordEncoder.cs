using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Writes the records of one frame. Times are differences to the record before; a folder that repeats is a bit.</summary>
internal sealed class RecordEncoder(PooledBuffer frame)
{
    private string? _parent;
    private long _created;
    private long _modified;

    /// <summary>Forgets what the differences refer to: the next frame begins.</summary>
    public void Reset()
    {
        _parent = null;
        _created = 0;
        _modified = 0;
    }

    /// <summary>Writes a record.</summary>
    public void Write(ChangeRecord record)
    {
        switch (record)
        {
            case ChangeRecord.Upserted upserted:
                frame.Byte((byte)RecordTag.Upserted);
                Write(upserted.Version);
                break;
            case ChangeRecord.Removed removed:
                frame.Byte((byte)RecordTag.Removed);
                frame.Text(removed.Key);
                break;
            case ChangeRecord.StateChanged { Value: { } value } state:
                frame.Byte((byte)RecordTag.StateSet);
                frame.Text(state.Key);
                frame.Bytes(value.Span);
                break;
            case ChangeRecord.StateChanged state:
                frame.Byte((byte)RecordTag.StateRemoved);
                frame.Text(state.Key);
                break;
        }
    }

    private static RecordFields OptionalFields(ItemVersion version)
    {
        RecordFields fields = RecordFields.None;
        if (version.Size != 0)
            fields |= RecordFields.Size;
        if (version.VersionTag is not null)
            fields |= RecordFields.VersionTag;
        if (version.From is not null)
            fields |= RecordFields.From;
        if (version.To is not null)
            fields |= RecordFields.To;
        if (version.Flags != ItemFlags.None)
            fields |= RecordFields.Flags;
        if (version.Content is not null)
            fields |= RecordFields.Content;
        return version.Properties is null ? fields : fields | RecordFields.Properties;
    }

    private static RecordFields TimeFields(DateTimeOffset? time, RecordFields present, RecordFields offset)
    {
        if (time is not { } value)
            return RecordFields.None;
        return value.Offset == TimeSpan.Zero ? present : present | offset;
    }

    private void Write(ItemVersion version)
    {
        RecordFields fields = OptionalFields(version)
            | ParentField(version)
            | TimeFields(version.CreatedAt, RecordFields.Created, RecordFields.CreatedOffset)
            | TimeFields(version.ModifiedAt, RecordFields.Modified, RecordFields.ModifiedOffset);
        frame.Varint((ulong)fields);
        frame.Varint((ulong)version.Kind);
        frame.Text(version.Key);
        if ((fields & RecordFields.Parent) != 0)
            frame.Text(version.ParentKey!);
        _parent = version.ParentKey;
        frame.Text(version.Name);
        Write(version.CreatedAt, ref _created);
        Write(version.ModifiedAt, ref _modified);
        if (version.Size != 0)
            frame.Signed(version.Size);
        WriteOptional(version.VersionTag);
        WriteOptional(version.From);
        WriteOptional(version.To);
        if (version.Flags != ItemFlags.None)
            frame.Varint((ulong)version.Flags);
        Write(version.Content);
        Write(version.Properties);
    }

    private RecordFields ParentField(ItemVersion version)
    {
        if (version.ParentKey is null)
            return RecordFields.None;
        return version.ParentKey == _parent ? RecordFields.SameParent : RecordFields.Parent;
    }

    private void Write(DateTimeOffset? time, ref long last)
    {
        if (time is not { } value)
            return;
        frame.Signed(value.UtcTicks - last);
        last = value.UtcTicks;
        if (value.Offset != TimeSpan.Zero)
            frame.Signed((long)value.Offset.TotalMinutes);
    }

    private void WriteOptional(string? text)
    {
        if (text is not null)
            frame.Text(text);
    }

    private void Write(ContentReference? reference)
    {
        if (reference is null)
            return;
        frame.Varint((ulong)reference.Length);
        reference.Hash.CopyTo(frame.GetSpan(Sha256Hash.Size));
        frame.Advance(Sha256Hash.Size);
        frame.Bytes(reference.Location.Span);
    }
}
