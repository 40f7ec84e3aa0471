namespace Veeam365.Backup.Core.Restore;

/// <summary>Tells "no room left" from other errors of the file system.</summary>
internal static class StoreFull
{
    private const int ErrorDiskFull = unchecked((int)0x80070070);
    private const int ErrorHandleDiskFull = unchecked((int)0x80070027);

    // .NET on Unix keeps errno in HResult: ENOSPC is 28, EDQUOT 122 on Linux (errno-base.h, errno.h).
    public static bool Is(Exception e) => e is IOException && e.HResult is ErrorDiskFull or ErrorHandleDiskFull or 28 or 122;
}
