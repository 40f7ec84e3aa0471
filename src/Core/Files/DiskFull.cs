namespace Veeam365.Backup.Core.Files;

/// <summary>Tells "no room left" from other errors of the file system.</summary>
public static class DiskFull
{
    // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL and ERROR_DISK_QUOTA_EXCEEDED (learn.microsoft.com/windows/win32/debug/system-error-codes--0-499-) as HRESULTs.
    private static readonly int[] OnWindows = [unchecked((int)0x80070027), unchecked((int)0x80070070), unchecked((int)0x8007050F)];

    // .NET keeps errno in HResult on Unix: ENOSPC; EDQUOT is 122 on Linux and 69 on macOS (errno.h).
    private static readonly int[] OnUnix = [28, 122, 69];

    /// <summary>True when the disk or a quota is full.</summary>
    public static bool Is(IOException error) => (OperatingSystem.IsWindows() ? OnWindows : OnUnix).AsSpan().Contains(error.HResult);
}
