namespace Veeam365.Simulators.Graph;

/// <summary>Something that happened to a folder or an item: what it is since then.</summary>
internal sealed record ItemsHistoryEntry(DateTimeOffset Time, long Moment, int Number, ItemFolderView? Folder, ItemState? Item);
