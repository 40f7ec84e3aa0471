namespace Veeam365.Backup.Core.Restore;

/// <summary>What a restore would do, found without asking the target.</summary>
/// <param name="Objects">Each object and workload.</param>
public sealed record RestorePlan(IReadOnlyList<PlannedObject> Objects)
{
    /// <summary>Items that would be looked at.</summary>
    public long Items => Objects.Sum(o => o.Items);

    /// <summary>Their content bytes.</summary>
    public long Bytes => Objects.Sum(o => o.Bytes);
}
