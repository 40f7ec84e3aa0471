namespace Veeam365.Backup.Core.Repositories.ObjectStorage.References;

/// <summary>A pack as the store lists it.</summary>
/// <param name="Size">Its size.</param>
/// <param name="ModifiedAt">When it was stored, by the store's clock.</param>
internal readonly record struct StoredPack(long Size, DateTimeOffset ModifiedAt);
