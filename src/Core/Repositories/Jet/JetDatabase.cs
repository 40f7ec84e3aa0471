using System.Collections.Concurrent;
using System.Text;
using Veeam365.Backup.Core.Files;
using Veeam365.Backup.Core.Repositories.Jet.Esent;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.Jet;

/// <summary>
/// One database file, open in an instance of its own: an instance attaches six databases at most, and damage or recovery of one year is no other year's trouble. Every change is a transaction that is
/// on the disk when the call returns. Reads may run beside anything; changes one at a time. Errors are the engine's.
/// </summary>
internal sealed class JetDatabase : IDisposable
{
    /// <summary>The largest that the engine knows: long values lie in fewer, fuller pages.</summary>
    public const int PageSize = 32 << 10;

    private const int Piece = 1 << 20;
    private const int PageOfList = 256;
    private readonly ConcurrentBag<JetCursor> _free = [];
    private readonly ReaderWriterLockSlim _use = new();
    private readonly JetOptions _options;
    private EsentInstance _instance;
    private long? _room;
    private bool _disposed;

    private JetDatabase(string file, EsentInstance instance, JetOptions options)
    {
        File = file;
        _instance = instance;
        _options = options;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Opens a file, or creates it. After a crash the engine recovers it first.</summary>
    public static JetDatabase Open(string file, JetOptions options)
    {
        PrivateFolder.Create(Path.GetDirectoryName(file)!);
        EsentInstance instance = Start(file, options);
        try
        {
            Attach(instance, file);
            JetDatabase opened = new(file, instance, options);
            opened.Use(static _ => true); // Makes the table, if there is none yet.
            return opened;
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>True when the object is here.</summary>
    public bool Contains(string key) => Use(c => c.Table.Seek(Bytes(key), EsentSeek.Equal));

    /// <summary>Size and time of an object; null when it is not here.</summary>
    public StoredObject? Find(string key) => Look(c => c.Table.Seek(Bytes(key), EsentSeek.Equal) ? Describe(c, key) : null);

    /// <summary>
    /// Reads from an offset on; null when the object is not here. What lies on damaged pages is read as zeros: all that is stored carries seals of its own, so a validation names the blocks that are hit and rescues the others.
    /// </summary>
    public int? Read(string key, long offset, Memory<byte> buffer) => Look(c =>
    {
        if (!c.Table.Seek(Bytes(key), EsentSeek.Equal))
            return (int?)null;
        int wanted = (int)Math.Clamp(c.Table.ReadInt64(c.Size) - offset, 0, buffer.Length);
        ReadContent(c, buffer.Span[..wanted], (uint)offset);
        return wanted;
    });

    /// <summary>The next objects of a prefix after a key, in order; fewer than a page only at the end.</summary>
    /// <param name="prefix">Empty for all.</param>
    /// <param name="after">Only greater keys; null for all.</param>
    public IReadOnlyList<StoredObject> ReadPage(string prefix, string? after) => Look(c =>
    {
        List<StoredObject> page = [];
        for (bool found = Begin(c.Table, prefix, after); found && page.Count < PageOfList; found = c.Table.MoveNext())
        {
            string key = ReadKey(c);
            if (!key.StartsWith(prefix, StringComparison.Ordinal))
                break;
            page.Add(Describe(c, key));
        }

        return page;
    });

    /// <summary>True when a page of that length has more behind it.</summary>
    public static bool IsFull(IReadOnlyList<StoredObject> page) => page.Count == PageOfList;

    /// <summary>Stores an object, in one transaction.</summary>
    public void Put(PutRequest request)
    {
        Use(c => c.Session.Transact(() =>
        {
            byte[] key = Bytes(request.Key);
            bool replaces = c.Table.Seek(key, EsentSeek.Equal);
            c.Table.Update(replaces, () => Fill(c, key, request));
            return true;
        }));
        _room -= request.Content.Length;
    }

    /// <summary>Removes an object, if it is here.</summary>
    public bool Delete(string key)
    {
        bool deleted = Use(c => c.Session.Transact(() =>
        {
            bool found = c.Table.Seek(Bytes(key), EsentSeek.Equal);
            if (found)
                c.Table.Delete();
            return found;
        }));
        if (deleted)
            _room = null;
        return deleted;
    }

    /// <summary>True when so many bytes more do not make the file larger than it may be; room that deleted objects left counts.</summary>
    public bool HasRoom(long bytes)
    {
        _room ??= _options.FileSize - Use(c => c.ReadUsedBytes(File, PageSize));
        return bytes <= _room;
    }

    /// <summary>Says that the engine has no room for more, whatever was computed.</summary>
    public void MarkFull() => _room = 0;

    /// <summary>
    /// Writes the file anew without its empty room; whoever wants to use it waits. The new file takes the place of the old one in one step, when it is complete and closed.
    /// </summary>
    /// <returns>The bytes that the disk got back.</returns>
    public long Compact()
    {
        _use.EnterWriteLock();
        try
        {
            return Rewrite();
        }
        finally
        {
            _use.ExitWriteLock();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        CloseCursors();
        _instance.Dispose();
        _use.Dispose();
    }

    private long Rewrite()
    {
        long before = new FileInfo(File).Length;
        string compacted = JetLayout.Compacted(File);
        System.IO.File.Delete(compacted);
        CloseCursors();
        WriteAnew(compacted);
        _instance.Dispose();
        try
        {
            System.IO.File.Move(compacted, File, overwrite: true);
            UnixFiles.FlushFolder(Path.GetDirectoryName(File)!);
        }
        finally
        {
            _instance = Start(File, _options);
            Attach(_instance, File);
            _room = null;
        }

        return before - new FileInfo(File).Length;
    }

    private void WriteAnew(string compacted)
    {
        using EsentSession session = EsentSession.Begin(_instance);
        session.DetachDatabase(File);
        try
        {
            session.Compact(File, compacted);
        }
        catch
        {
            System.IO.File.Delete(compacted);
            session.AttachDatabase(File, 0);
            throw;
        }
    }

    private static byte[] Bytes(string key) => Encoding.ASCII.GetBytes(key);

    private static EsentInstance Start(string file, JetOptions options)
    {
        EsentInstance instance = EsentInstance.Create("veeam365-" + Guid.NewGuid().ToString("N"));
        try
        {
            string logs = JetLayout.Logs(file);
            instance.Set(EsentParameter.CreatePathIfNotExist, 1);
            instance.Set(EsentParameter.SystemPath, logs);
            instance.Set(EsentParameter.LogFilePath, logs);
            instance.Set(EsentParameter.TempPath, logs);
            instance.Set(EsentParameter.BaseName, "edb");
            instance.Set(EsentParameter.Recovery, "On");
            instance.Set(EsentParameter.CircularLog, 1);
            instance.Set(EsentParameter.LogFileSize, options.LogFileKilobytes);
            instance.Set(EsentParameter.LogBuffers, 1024);
            instance.Set(EsentParameter.MaxSessions, options.Sessions);
            instance.Set(EsentParameter.MaxVersionPages, 1024);
            instance.Set(EsentParameter.MaxTemporaryTables, 0);
            instance.Set(EsentParameter.NoInformationEvent, 1);
            instance.Initialize();
            return instance;
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    private static void Attach(EsentInstance instance, string file)
    {
        using EsentSession session = EsentSession.Begin(instance);
        if (System.IO.File.Exists(file))
            session.AttachDatabase(file, 0);
        else
            session.CloseDatabase(session.CreateDatabase(file, 0));
    }

    private static void Fill(JetCursor c, byte[] key, PutRequest request)
    {
        c.Table.Set(c.Key, key);
        c.Table.Set(c.Size, request.Content.Length);
        c.Table.Set(c.StoredAt, DateTime.UtcNow.Ticks);
        c.Table.Set(c.Content, []);
        foreach (ReadOnlyMemory<byte> part in request.Content)
        {
            for (int offset = 0; offset < part.Length; offset += Piece)
                c.Table.Set(c.Content, part.Span.Slice(offset, Math.Min(Piece, part.Length - offset)), append: true);
        }
    }

    private static void ReadContent(JetCursor c, Span<byte> buffer, uint offset)
    {
        if (TryRead(c, buffer, offset))
            return;
        for (int at = 0; at < buffer.Length; at += PageSize)
        {
            Span<byte> piece = buffer[at..Math.Min(at + PageSize, buffer.Length)];
            if (!TryRead(c, piece, offset + (uint)at))
                piece.Clear();
        }
    }

    private static bool TryRead(JetCursor c, Span<byte> buffer, uint offset)
    {
        try
        {
            return buffer.IsEmpty || c.Table.Read(c.Content, buffer, offset) >= buffer.Length;
        }
        catch (EsentException e) when (JetErrors.IsDamage(e.Error))
        {
            return false;
        }
    }

    private static bool Begin(EsentTable table, string prefix, string? after)
    {
        if (after is not null && string.CompareOrdinal(after, prefix) >= 0)
            return table.Seek(Bytes(after), EsentSeek.Greater);
        return prefix.Length == 0 ? table.MoveFirst() : table.Seek(Bytes(prefix), EsentSeek.AtLeast);
    }

    private static string ReadKey(JetCursor c)
    {
        Span<byte> key = stackalloc byte[StoreKey.MaximumLength];
        int length = c.Table.Read(c.Key, key);
        return Encoding.ASCII.GetString(key[..Math.Min(length, key.Length)]);
    }

    private static StoredObject Describe(JetCursor c, string key) =>
        new(key, c.Table.ReadInt64(c.Size), null, new DateTimeOffset(c.Table.ReadInt64(c.StoredAt), TimeSpan.Zero));

    /// <summary>Reads in a transaction: what others change meanwhile is not seen.</summary>
    private T Look<T>(Func<JetCursor, T> work) => Use(c => c.Session.Transact(() => work(c)));

    /// <summary>Lends a cursor. One that met an error is not used again.</summary>
    private T Use<T>(Func<JetCursor, T> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _use.EnterReadLock();
        try
        {
            if (!_free.TryTake(out JetCursor? cursor))
                cursor = JetCursor.Open(_instance, File);
            return Lend(cursor, work);
        }
        finally
        {
            _use.ExitReadLock();
        }
    }

    private T Lend<T>(JetCursor cursor, Func<JetCursor, T> work)
    {
        try
        {
            T result = work(cursor);
            _free.Add(cursor);
            return result;
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }

    private void CloseCursors()
    {
        while (_free.TryTake(out JetCursor? cursor))
            cursor.Dispose();
    }
}
