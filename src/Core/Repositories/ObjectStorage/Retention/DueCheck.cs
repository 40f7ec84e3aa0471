using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>Says from one listing whether a run has anything to do besides removing restore points.</summary>
internal sealed class DueCheck(IObjectStore store)
{
    /// <summary>True when a mark waits, or restore points were removed since the last look for garbage and that was long enough ago.</summary>
    public async Task<bool> RunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        DateTimeOffset looked = default;
        DateTimeOffset removed = default;
        await foreach (StoredObject found in store.ListAsync("removals/", null, cancellationToken))
        {
            if (found.Key.StartsWith(MarkStore.Folder, StringComparison.Ordinal))
                return true;
            if (found.Key == RetentionRun.LastLook)
                looked = found.ModifiedAt;
            else if (found.Key.StartsWith(RemovalStore.Records, StringComparison.Ordinal) && found.ModifiedAt > removed)
                removed = found.ModifiedAt;
        }

        return removed > looked && removed - looked >= interval;
    }
}
