using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>Opens stores.</summary>
internal interface IObjectStoreFactory
{
    /// <summary>Opens the store of the settings; nothing is asked of it yet.</summary>
    /// <param name="settings">Where.</param>
    /// <param name="secret">The S3 secret key; null for a folder.</param>
    /// <param name="capabilities">What it was found to be able to do; null before it was probed.</param>
    IObjectStore Open(StoreSettings settings, string? secret, StoreCapabilities? capabilities);
}
