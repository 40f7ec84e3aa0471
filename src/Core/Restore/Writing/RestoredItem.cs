using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Restore;

/// <summary>What became of an item.</summary>
/// <param name="Item">The item.</param>
/// <param name="TargetLabel">Whose mailbox or drive it was restored to.</param>
/// <param name="Result">What was done; null when it failed.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record RestoredItem(RestoreItem Item, string TargetLabel, WriteResult? Result, BackupException? Error);
