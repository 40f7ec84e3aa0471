using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>An item and the restore point it was found in.</summary>
/// <param name="Point">The restore point.</param>
/// <param name="Item">The item.</param>
public sealed record FoundItem(RestorePoint Point, RestoreItem Item);
