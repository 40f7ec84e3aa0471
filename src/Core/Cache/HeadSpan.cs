namespace Veeam365.Backup.Core.Cache;

/// <summary>A head of an object and the restore points that hold it.</summary>
/// <param name="Head">The head.</param>
/// <param name="FirstSequence">The first of them.</param>
/// <param name="LastSequence">The last of them.</param>
internal sealed record HeadSpan(int Head, long FirstSequence, long LastSequence);
