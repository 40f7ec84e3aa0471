namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>A removal record that is in the store.</summary>
/// <param name="Generation">Its number; the highest counts.</param>
/// <param name="Document">It.</param>
internal sealed record StoredRemoval(long Generation, RemovalDocument Document);
