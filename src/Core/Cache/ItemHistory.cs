namespace Veeam365.Backup.Core.Cache;

/// <summary>Where a version stands in the restore points of its job.</summary>
/// <param name="IsDeleted">True when the item is not in the restore point that was searched.</param>
/// <param name="IsCurrent">True when this version is in the restore point that was searched.</param>
/// <param name="FirstSequence">The first restore point that holds it.</param>
/// <param name="LastSequence">The last one, up to the one that was searched.</param>
public sealed record ItemHistory(bool IsDeleted, bool IsCurrent, long FirstSequence, long LastSequence);
