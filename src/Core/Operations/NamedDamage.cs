using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Operations;

/// <summary>A damaged item with its folder.</summary>
/// <param name="Item">The item.</param>
/// <param name="FolderPath">The folders above it, separated by slashes.</param>
public sealed record NamedDamage(DamagedItem Item, string FolderPath);
