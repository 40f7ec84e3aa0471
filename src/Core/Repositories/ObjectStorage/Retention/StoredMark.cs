namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>A mark that is in the store.</summary>
/// <param name="Key">Its key.</param>
/// <param name="MarkedAt">When it was stored, by the store's clock.</param>
/// <param name="Mark">It.</param>
internal sealed record StoredMark(string Key, DateTimeOffset MarkedAt, MarkDocument Mark);
