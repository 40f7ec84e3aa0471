using Veeam365.Backup.Core.Files;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Errors of the file system that an export writes to, for people.</summary>
internal static class ExportErrors
{
    public static BackupException Of(Exception error, string target) => error is IOException io && DiskFull.Is(io)
        ? new StoreFullException("Export.DiskFull", $"No room is left in '{target}'.", "Free some space or export elsewhere; the same command goes on where it stopped.", error)
        : new InvalidSettingException("Export.CannotWrite", $"Writing below '{target}' failed: {error.Message}", "Check the folder's rights, and that no other export writes there; or export elsewhere.", error);
}
