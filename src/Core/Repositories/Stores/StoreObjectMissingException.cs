using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>There is no object of that key.</summary>
internal sealed class StoreObjectMissingException(string key, Exception? inner = null)
    : BackupException("Store.ObjectMissing", $"The store holds no object '{key}'.", "Check whether somebody deleted objects of the repository.", inner)
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;
}
