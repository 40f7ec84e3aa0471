namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>Where an item lies.</summary>
/// <param name="folderId">The folder that it tells; null when it tells none.</param>
/// <param name="key">The parent key.</param>
/// <returns>False when that folder is outside of what is read.</returns>
internal delegate bool ParentKeyOf(string? folderId, out string? key);
