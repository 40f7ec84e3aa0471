namespace Veeam365.Backup.Core.Cache;

/// <summary>What a statement counted.</summary>
internal sealed record HeadSum(long Items, long Bytes);
