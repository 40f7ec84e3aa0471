namespace Veeam365.Backup.Core.Cache;

/// <summary>What is alive at a head.</summary>
/// <param name="Items">Items, folders not counted.</param>
/// <param name="Bytes">Their sizes added up.</param>
public sealed record HeadTotals(long Items, long Bytes);
