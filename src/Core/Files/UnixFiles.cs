using System.Runtime.InteropServices;

namespace Veeam365.Backup.Core.Files;

/// <summary>What .NET does not offer of Unix file systems: flushing folders, and giving a file a name only if nobody has it.</summary>
internal static partial class UnixFiles
{
    private const int ReadOnly = 0;
    private const int Exists = 17;
    private const int CurrentFolder = -100;
    private const uint NoReplace = 1;

    /// <summary>Makes new names in a folder durable: Linux keeps a renamed file's name only once its folder is flushed (fsync(2), notes). Windows (NTFS) needs none.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void FlushFolder(string folder)
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

    /// <summary>
    /// Moves a file to a name that nobody has, atomically against all other processes. (File.Move looks first and then renames, so two can win.)
    /// </summary>
    /// <returns>False when the name is taken; the file stays where it is.</returns>
    /// <exception cref="IOException">The file system refused.</exception>
    public static bool TryMove(string source, string target)
    {
        // renameat2(2) does it in one step; where a file system does not know it (some network shares) a link and a removal do.
        if (OperatingSystem.IsLinux())
        {
            if (RenameAt2(CurrentFolder, source, CurrentFolder, target, NoReplace) == 0)
                return true;
            if (Marshal.GetLastPInvokeError() == Exists)
                return false;
        }

        if (Link(source, target) != 0)
            return Marshal.GetLastPInvokeError() == Exists ? false : throw LastError(target);
        File.Delete(source);
        return true;
    }

    private static IOException LastError(string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{Marshal.GetPInvokeErrorMessage(error)}: '{path}'", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string source, string target);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int sourceFolder, string source, int targetFolder, string target, uint flags);
}
