namespace Veeam365.Backup.Core.Cache;

/// <summary>The newest row of a state entry.</summary>
internal sealed record StateRow(long Id, long ValidFrom, long ValidTo, byte[] Value);
