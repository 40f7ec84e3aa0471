using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>One workload of one object, open for writing. Items may be written side by side, folders one after the other.</summary>
public interface IObjectTarget : IAsyncDisposable
{
    /// <summary>Looks whether it is there and whether it may be written, and removes what restores that died left unfinished.</summary>
    /// <exception cref="WorkloadAbsentException">There is no such mailbox or drive.</exception>
    /// <exception cref="PermissionMissingException">It may not be written.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Finds a folder, or makes it.</summary>
    /// <exception cref="TargetItemException">It cannot be made.</exception>
    Task<TargetFolder> EnterFolderAsync(TargetFolder parent, FolderToWrite folder, CancellationToken cancellationToken);

    /// <summary>Writes an item unless the target has it as it was.</summary>
    /// <exception cref="TargetItemException">This item cannot be written; others can.</exception>
    /// <exception cref="StoreFullException">The target has no room left.</exception>
    /// <exception cref="DataDamagedException">What is stored is not what was written.</exception>
    /// <exception cref="SourceException">The service failed for good.</exception>
    Task<WriteResult> WriteAsync(TargetFolder folder, IItemToWrite item, CancellationToken cancellationToken);

    /// <summary>Removes what was needed on the way only.</summary>
    Task CompleteAsync(CancellationToken cancellationToken);
}
