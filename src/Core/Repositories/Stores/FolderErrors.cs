using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>Turns the errors of a file system into ours.</summary>
internal static class FolderErrors
{
    // .NET's HResult of an IOException is errno on Unix (ENOSPC, EDQUOT on Linux and macOS) and an HRESULT on Windows
    // (ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED).
    private static readonly int[] FullOnUnix = [28, 122, 69];
    private static readonly int[] FullOnWindows = [unchecked((int)0x80070027), unchecked((int)0x80070070), unchecked((int)0x8007050F)];

    /// <summary>The typed error; null for what is no error of the file system.</summary>
    public static BackupException? Translate(Exception error, string root, string action)
    {
        string place = $"The folder '{root}'";
        return error switch
        {
            BackupException => null,
            UnauthorizedAccessException => StoreFault.AccessDenied(place, action, error),
            IOException io when IsFull(io) => StoreFault.Full($"the folder '{root}'", io),
            IOException => StoreFault.Unreachable(place, action, error),
            _ => null,
        };
    }

    private static bool IsFull(IOException error) =>
        (OperatingSystem.IsWindows() ? FullOnWindows : FullOnUnix).AsSpan().Contains(error.HResult);
}
