namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>One page of a listing or a delta round.</summary>
/// <param name="Items">Its items in the source's order.</param>
/// <param name="NextLink">Where the next page is; null on the last one.</param>
/// <param name="DeltaLink">On the last page of a delta round, where the next round starts.</param>
internal sealed record DeltaPage<T>(IReadOnlyList<T> Items, string? NextLink, string? DeltaLink);
