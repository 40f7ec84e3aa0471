using Veeam365.Backup.Core.Repositories.Jet.Esent;

namespace Veeam365.Backup.Core.Repositories.Jet;

/// <summary>A session with a database's table of objects open in it. One user at a time.</summary>
internal sealed class JetCursor : IDisposable
{
    private const string TableName = "Objects";
    private const string KeyName = "Key";
    private const string SizeName = "Size";
    private const string StoredName = "StoredAt";
    private const string ContentName = "Content";
    // 255 bytes become 288 in the engine's order-preserving form (8 bytes in 9), and one in front.
    private const uint KeyMost = 512;

    private JetCursor(EsentSession session, EsentTable table)
    {
        Session = session;
        Table = table;
        Key = table.FindColumn(KeyName);
        Size = table.FindColumn(SizeName);
        StoredAt = table.FindColumn(StoredName);
        Content = table.FindColumn(ContentName);
    }

    /// <summary>The session.</summary>
    public EsentSession Session { get; }

    /// <summary>The objects, in the order of their keys.</summary>
    public EsentTable Table { get; }

    /// <summary>An object's key, ASCII.</summary>
    public uint Key { get; }

    /// <summary>Its size in bytes.</summary>
    public uint Size { get; }

    /// <summary>When it was stored: ticks, UTC.</summary>
    public uint StoredAt { get; }

    /// <summary>Its bytes.</summary>
    public uint Content { get; }

    /// <summary>Opens one.</summary>
    public static JetCursor Open(EsentInstance instance, string file)
    {
        EsentSession session = EsentSession.Begin(instance);
        try
        {
            uint database = session.OpenDatabase(file);
            EsentTable table = EsentTable.TryOpen(session, database, TableName) ?? Create(session, database);
            return new JetCursor(session, table);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the file in use, its own administration included.</summary>
    public long ReadUsedBytes(string file, int pageSize)
    {
        uint database = Session.OpenDatabase(file);
        uint owned = Session.ReadDatabasePages(database, EsentDatabaseFigure.SpaceOwned);
        uint available = Session.ReadDatabasePages(database, EsentDatabaseFigure.SpaceAvailable);
        Session.CloseDatabase(database);
        return (long)(owned - available) * pageSize;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Table.Dispose();
        Session.Dispose();
    }

    /// <summary>A database that was made and not yet filled when the process died has no table.</summary>
    private static EsentTable Create(EsentSession session, uint database)
    {
        session.Transact(() =>
        {
            using EsentTable table = EsentTable.Create(session, database, TableName);
            table.AddColumn(KeyName, EsentColumnType.Binary, EsentColumnOptions.NotNull, maximumSize: 255);
            table.AddColumn(SizeName, EsentColumnType.Int64, EsentColumnOptions.Fixed | EsentColumnOptions.NotNull);
            table.AddColumn(StoredName, EsentColumnType.Int64, EsentColumnOptions.Fixed | EsentColumnOptions.NotNull);
            table.AddColumn(ContentName, EsentColumnType.LongBinary, EsentColumnOptions.None);
            table.AddPrimaryIndex("ByKey", KeyName, KeyMost);
            return true;
        });
        return EsentTable.TryOpen(session, database, TableName) ?? throw new EsentException((int)EsentError.errObjectNotFound, nameof(EsentApi.JetOpenTableW));
    }
}
