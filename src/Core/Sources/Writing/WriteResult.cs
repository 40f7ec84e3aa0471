namespace Veeam365.Backup.Core.Sources;

/// <summary>What became of an item.</summary>
/// <param name="Action">What was done.</param>
/// <param name="TargetId">The target's id of the item.</param>
/// <param name="Bytes">Content bytes sent.</param>
/// <param name="Note">What did not come back with it, or why it stays; null when there is nothing to say.</param>
public sealed record WriteResult(WriteAction Action, string TargetId, long Bytes, string? Note = null);
