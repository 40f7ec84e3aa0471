using System.Runtime.InteropServices;

namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>A cursor in a table, on the order of its primary index. Used as its session is.</summary>
internal sealed unsafe class EsentTable : SafeHandle
{
    private const uint NewKey = 1;
    private const uint PrepareInsert = 0;
    private const uint PrepareReplace = 2;
    private const uint PrepareCancel = 3;
    private const uint AppendLongValue = 1;
    private const int First = int.MinValue;
    private const int Next = 1;
    private readonly EsentSession _session;

    private EsentTable(EsentSession session, nuint table)
        : base(0, ownsHandle: true)
    {
        _session = session;
        SetHandle((nint)table);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Creates a table; within a transaction.</summary>
    public static EsentTable Create(EsentSession session, uint database, string name) => Make(session, () =>
    {
        EsentException.Check(EsentApi.JetCreateTableW(session, database, name, 0, 0, out nuint table), nameof(EsentApi.JetCreateTableW));
        return table;
    });

    /// <summary>Opens a table; null when there is none.</summary>
    public static EsentTable? TryOpen(EsentSession session, uint database, string name)
    {
        try
        {
            return Make(session, () =>
            {
                EsentException.Check(EsentApi.JetOpenTableW(session, database, name, null, 0, 0, out nuint table), nameof(EsentApi.JetOpenTableW));
                return table;
            });
        }
        catch (EsentException e) when (e.Error == EsentError.errObjectNotFound)
        {
            return null;
        }
    }

    /// <summary>Adds a column.</summary>
    public uint AddColumn(string name, EsentColumnType type, EsentColumnOptions options, uint maximumSize = 0)
    {
        EsentColumnDefinition definition = new() { StructSize = (uint)sizeof(EsentColumnDefinition), Type = type, Options = options, MaximumSize = maximumSize };
        EsentException.Check(EsentApi.JetAddColumnW(_session, this, name, in definition, null, 0, out uint column), nameof(EsentApi.JetAddColumnW));
        return column;
    }

    /// <summary>Adds the primary index over one column, ascending. Keys longer than given are refused.</summary>
    public void AddPrimaryIndex(string name, string column, uint keyMost)
    {
        string key = $"+{column}\0\0";
        fixed (char* nameText = name, keyText = key)
        {
            EsentIndexDefinition definition = new()
            {
                StructSize = (uint)sizeof(EsentIndexDefinition),
                Name = nameText,
                Key = keyText,
                KeySize = (uint)key.Length * sizeof(char),
                Options = EsentIndexOptions.Primary | EsentIndexOptions.Unique | EsentIndexOptions.DisallowNull | EsentIndexOptions.KeyMost | EsentIndexOptions.DisallowTruncation,
                KeyMost = keyMost,
            };
            EsentException.Check(EsentApi.JetCreateIndex2W(_session, this, &definition, 1), nameof(EsentApi.JetCreateIndex2W));
        }
    }

    /// <summary>A column's id.</summary>
    public uint FindColumn(string name)
    {
        EsentException.Check(
            EsentApi.JetGetTableColumnInfoW(_session, this, name, out EsentColumnDefinition definition, (uint)sizeof(EsentColumnDefinition), 0), nameof(EsentApi.JetGetTableColumnInfoW));
        return definition.Column;
    }

    /// <summary>Goes to the record that fits; false when there is none.</summary>
    public bool Seek(ReadOnlySpan<byte> key, EsentSeek seek)
    {
        fixed (byte* bytes = key)
            EsentException.Check(EsentApi.JetMakeKey(_session, this, bytes, (uint)key.Length, NewKey), nameof(EsentApi.JetMakeKey));
        return Found(EsentApi.JetSeek(_session, this, (uint)seek), EsentError.errRecordNotFound, nameof(EsentApi.JetSeek));
    }

    /// <summary>Goes to the first record; false when there is none.</summary>
    public bool MoveFirst() => Found(EsentApi.JetMove(_session, this, First, 0), EsentError.errNoCurrentRecord, nameof(EsentApi.JetMove));

    /// <summary>Goes to the next record; false when there is none.</summary>
    public bool MoveNext() => Found(EsentApi.JetMove(_session, this, Next, 0), EsentError.errNoCurrentRecord, nameof(EsentApi.JetMove));

    /// <summary>Reads a column from an offset on, as much as fits.</summary>
    /// <returns>The bytes that are there from the offset on, which may be more than fit.</returns>
    public int Read(uint column, Span<byte> buffer, uint offset = 0)
    {
        EsentRetrieval retrieval = new() { StructSize = (uint)sizeof(EsentRetrieval), Offset = offset, Sequence = 1 };
        fixed (byte* bytes = buffer)
        {
            EsentException.Check(
                EsentApi.JetRetrieveColumn(_session, this, column, bytes, (uint)buffer.Length, out uint actual, 0, &retrieval), nameof(EsentApi.JetRetrieveColumn));
            return (int)actual;
        }
    }

    /// <summary>Reads a number.</summary>
    public long ReadInt64(uint column)
    {
        long value = 0;
        EsentException.Check(EsentApi.JetRetrieveColumn(_session, this, column, &value, sizeof(long), out _, 0, null), nameof(EsentApi.JetRetrieveColumn));
        return value;
    }

    /// <summary>Inserts a record, or replaces the current one; columns are set by the work. Within a transaction.</summary>
    public void Update(bool replaces, Action set)
    {
        EsentException.Check(EsentApi.JetPrepareUpdate(_session, this, replaces ? PrepareReplace : PrepareInsert), nameof(EsentApi.JetPrepareUpdate));
        try
        {
            set();
            EsentException.Check(EsentApi.JetUpdate(_session, this, null, 0, null), nameof(EsentApi.JetUpdate));
        }
        catch
        {
            _ = EsentApi.JetPrepareUpdate(_session, this, PrepareCancel);
            throw;
        }
    }

    /// <summary>Sets a column of the record being updated; nothing for no value.</summary>
    public void Set(uint column, ReadOnlySpan<byte> value, bool append = false)
    {
        fixed (byte* bytes = value)
            EsentException.Check(EsentApi.JetSetColumn(_session, this, column, bytes, (uint)value.Length, append ? AppendLongValue : 0, null), nameof(EsentApi.JetSetColumn));
    }

    /// <summary>Sets a number.</summary>
    public void Set(uint column, long value) =>
        EsentException.Check(EsentApi.JetSetColumn(_session, this, column, &value, sizeof(long), 0, null), nameof(EsentApi.JetSetColumn));

    /// <summary>Deletes the current record. Within a transaction.</summary>
    public void Delete() => EsentException.Check(EsentApi.JetDelete(_session, this), nameof(EsentApi.JetDelete));

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        bool closed = EsentApi.JetCloseTable((nuint)_session.DangerousGetHandle(), (nuint)handle) >= 0;
        _session.DangerousRelease();
        return closed;
    }

    private static EsentTable Make(EsentSession session, Func<nuint> open)
    {
        bool held = false;
        session.DangerousAddRef(ref held);
        try
        {
            nuint table = open();
            held = false;
            return new EsentTable(session, table);
        }
        finally
        {
            if (held)
                session.DangerousRelease();
        }
    }

    private static bool Found(int code, EsentError none, string function) => code != (int)none && EsentException.Check(code, function) >= 0;
}
