using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>An object as its store describes it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Hash">The SHA-256 that the store computed when it received it; null where the store keeps none (always null in lists).</param>
/// <param name="ModifiedAt">When it was stored, by the store's clock.</param>
internal sealed record StoredObject(string Key, long Size, Sha256Hash? Hash, DateTimeOffset ModifiedAt);
