using Veeam365.Backup.Core.Files;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>Turns the errors of a file system into ours.</summary>
internal static class FolderErrors
{
    /// <summary>The typed error; null for what is no error of the file system.</summary>
    public static BackupException? Translate(Exception error, string root, string action)
    {
        string place = $"The folder '{root}'";
        return error switch
        {
            BackupException => null,
            UnauthorizedAccessException => StoreFault.AccessDenied(place, action, error),
            IOException io when DiskFull.Is(io) => StoreFault.Full($"the folder '{root}'", io),
            IOException => StoreFault.Unreachable(place, action, error),
            _ => null,
        };
    }
}
