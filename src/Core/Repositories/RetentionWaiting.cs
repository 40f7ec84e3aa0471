namespace Veeam365.Backup.Core.Repositories;

/// <summary>What is marked and waits for the second phase.</summary>
/// <param name="Objects">Objects that will be deleted.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="Since">When the oldest of them was marked, by the store's clock; null when nothing waits.</param>
public sealed record RetentionWaiting(int Objects, long Bytes, DateTimeOffset? Since);
