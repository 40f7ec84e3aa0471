using System.Runtime.InteropServices;

namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>A session. One thread at a time; while a transaction is open, the thread that began it.</summary>
internal sealed unsafe class EsentSession : SafeHandle
{
    private readonly EsentInstance _instance;

    private EsentSession(EsentInstance instance, nuint session)
        : base(0, ownsHandle: true)
    {
        _instance = instance;
        SetHandle((nint)session);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Begins one.</summary>
    public static EsentSession Begin(EsentInstance instance)
    {
        // The session ends before its instance, in whatever order they are disposed of or finalised.
        bool held = false;
        instance.DangerousAddRef(ref held);
        try
        {
            EsentException.Check(EsentApi.JetBeginSessionW(instance, out nuint session, null, null), nameof(EsentApi.JetBeginSessionW));
            held = false;
            return new EsentSession(instance, session);
        }
        finally
        {
            if (held)
                instance.DangerousRelease();
        }
    }

    /// <summary>Creates a database that is not there, attached and open.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximumPages">The most pages it may have; 0 for no limit.</param>
    public uint CreateDatabase(string path, uint maximumPages)
    {
        EsentException.Check(EsentApi.JetCreateDatabase2W(this, path, maximumPages, out uint database, 0), nameof(EsentApi.JetCreateDatabase2W));
        return database;
    }

    /// <summary>Attaches a database to the instance.</summary>
    public void AttachDatabase(string path, uint maximumPages) =>
        EsentException.Check(EsentApi.JetAttachDatabase2W(this, path, maximumPages, 0), nameof(EsentApi.JetAttachDatabase2W));

    /// <summary>Detaches a database that nobody has open: it is whole without the logs from then on.</summary>
    public void DetachDatabase(string path) => EsentException.Check(EsentApi.JetDetachDatabase2W(this, path, 0), nameof(EsentApi.JetDetachDatabase2W));

    /// <summary>Opens an attached database for this session.</summary>
    public uint OpenDatabase(string path)
    {
        EsentException.Check(EsentApi.JetOpenDatabaseW(this, path, null, out uint database, 0), nameof(EsentApi.JetOpenDatabaseW));
        return database;
    }

    /// <summary>Closes it.</summary>
    public void CloseDatabase(uint database) => EsentException.Check(EsentApi.JetCloseDatabase(this, database, 0), nameof(EsentApi.JetCloseDatabase));

    /// <summary>A number about a database, in pages.</summary>
    public uint ReadDatabasePages(uint database, EsentDatabaseFigure figure)
    {
        uint pages;
        EsentException.Check(EsentApi.JetGetDatabaseInfoW(this, database, &pages, sizeof(uint), (uint)figure), nameof(EsentApi.JetGetDatabaseInfoW));
        return pages;
    }

    /// <summary>Writes a detached database into a new file without its empty room.</summary>
    public void Compact(string source, string destination) =>
        EsentException.Check(EsentApi.JetCompactW(this, source, destination, 0, 0, 0), nameof(EsentApi.JetCompactW));

    /// <summary>Does something in a transaction of its own: when this returns it is on the disk; when it throws nothing was done.</summary>
    public T Transact<T>(Func<T> work)
    {
        EsentException.Check(EsentApi.JetBeginTransaction(this), nameof(EsentApi.JetBeginTransaction));
        try
        {
            T result = work();
            EsentException.Check(EsentApi.JetCommitTransaction(this, 0), nameof(EsentApi.JetCommitTransaction));
            return result;
        }
        catch
        {
            // The first error is the one to tell; after a failed commit there may be nothing left to undo.
            _ = EsentApi.JetRollback(this, 0);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        bool ended = EsentApi.JetEndSession((nuint)handle, 0) >= 0;
        _instance.DangerousRelease();
        return ended;
    }
}
