using System.Runtime.InteropServices;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>Makes new names in a folder durable. Linux keeps a renamed file's name only once its folder is flushed (fsync(2), notes).</summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>Flushes the folder; Windows (NTFS) needs none.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        int handle = Open(folder, ReadOnly);
        if (handle < 0)
            throw LastError(folder);
        try
        {
            if (Sync(handle) < 0)
                throw LastError(folder);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static IOException LastError(string folder)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{Marshal.GetPInvokeErrorMessage(error)}: '{folder}'", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
