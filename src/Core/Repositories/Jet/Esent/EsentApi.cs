using System.Runtime.InteropServices;

namespace Veeam365.Backup.Core.Repositories.Jet.Esent;

/// <summary>
/// The functions of esent.dll that are used, by their own names; the wide-character ones where there are two. Signatures follow esent.h (docs: learn.microsoft.com, "Extensible Storage Engine"): JET_INSTANCE,
/// JET_SESID and JET_TABLEID are as wide as pointers; JET_DBID, JET_COLUMNID, JET_GRBIT, JET_ERR and "unsigned long" have 32 bits everywhere. Only the classes beside this one call it.
/// </summary>
internal static unsafe partial class EsentApi
{
    /// <summary>Part of Windows; loaded from its own folder only.</summary>
    internal const string Library = "esent.dll";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetSetSystemParameterW(nuint* instance, nuint session, uint parameter, nuint value, string? text);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetCreateInstance2W(out nuint instance, string name, string? displayName, uint grbit);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetInit(nuint* instance);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetTerm2(nuint instance, uint grbit);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetBeginSessionW(EsentInstance instance, out nuint session, string? user, string? password);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetEndSession(nuint session, uint grbit);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetCreateDatabase2W(EsentSession session, string path, uint maximumPages, out uint database, uint grbit);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetAttachDatabase2W(EsentSession session, string path, uint maximumPages, uint grbit);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetDetachDatabase2W(EsentSession session, string path, uint grbit);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetOpenDatabaseW(EsentSession session, string path, string? connect, out uint database, uint grbit);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetCloseDatabase(EsentSession session, uint database, uint grbit);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetGetDatabaseInfoW(EsentSession session, uint database, void* result, uint size, uint level);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetCompactW(EsentSession session, string source, string destination, nint status, nint convert, uint grbit);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetCreateTableW(EsentSession session, uint database, string name, uint pages, uint density, out nuint table);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetOpenTableW(EsentSession session, uint database, string name, void* parameters, uint size, uint grbit, out nuint table);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetCloseTable(nuint session, nuint table);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetAddColumnW(EsentSession session, EsentTable table, string name, in EsentColumnDefinition definition, void* defaultValue, uint size, out uint column);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetCreateIndex2W(EsentSession session, EsentTable table, EsentIndexDefinition* indexes, uint count);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetGetTableColumnInfoW(EsentSession session, EsentTable table, string name, out EsentColumnDefinition definition, uint size, uint level);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetBeginTransaction(EsentSession session);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetCommitTransaction(EsentSession session, uint grbit);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetRollback(EsentSession session, uint grbit);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetMakeKey(EsentSession session, EsentTable table, byte* data, uint size, uint grbit);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetSeek(EsentSession session, EsentTable table, uint grbit);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetMove(EsentSession session, EsentTable table, int rows, uint grbit);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetRetrieveColumn(EsentSession session, EsentTable table, uint column, void* data, uint size, out uint actual, uint grbit, EsentRetrieval* retrieval);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetPrepareUpdate(EsentSession session, EsentTable table, uint kind);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetSetColumn(EsentSession session, EsentTable table, uint column, void* data, uint size, uint grbit, void* setInfo);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetUpdate(EsentSession session, EsentTable table, void* bookmark, uint size, uint* actual);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static partial int JetDelete(EsentSession session, EsentTable table);
}
