namespace Veeam365.Backup.Core.Restore;

/// <summary>Where a restore drill is.</summary>
/// <param name="Step">What it does, in words.</param>
/// <param name="Items">Items read.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="Expected">Items that will be read, about.</param>
public sealed record DrillProgress(string Step, long Items, long Bytes, long Expected);
