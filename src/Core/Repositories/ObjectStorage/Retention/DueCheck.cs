using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>Says from one listing what a run would find to do besides removing restore points.</summary>
internal sealed class DueCheck(IObjectStore store)
{
    /// <summary>Looks.</summary>
    public async Task<MaintenanceNeed> RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? marked = null;
        DateTimeOffset? removed = null;
        DateTimeOffset? collected = null;
        await foreach (StoredObject found in store.ListAsync("removals/", null, cancellationToken))
        {
            if (found.Key == RetentionRun.LastLook)
                collected = found.ModifiedAt;
            else if (found.Key.StartsWith(MarkStore.Folder, StringComparison.Ordinal))
                marked = marked < found.ModifiedAt ? marked : found.ModifiedAt;
            else if (found.Key.StartsWith(RemovalStore.Records, StringComparison.Ordinal))
                removed = removed > found.ModifiedAt ? removed : found.ModifiedAt;
        }

        return new MaintenanceNeed(marked, removed, collected);
    }
}
