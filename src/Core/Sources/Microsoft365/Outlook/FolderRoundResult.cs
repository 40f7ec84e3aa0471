namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>What a look at the folders brought.</summary>
/// <param name="Tree">The folders that exist.</param>
/// <param name="Changed">New and changed ones, parents first.</param>
/// <param name="Vanished">Keys of held folders that are gone.</param>
/// <param name="DeltaLink">Where the next round starts; null to leave the held link as it is.</param>
internal sealed record FolderRoundResult(FolderTree Tree, IReadOnlyList<FolderRecord> Changed, IReadOnlyList<string> Vanished, string? DeltaLink);
