namespace Veeam365.Backup.Core.Sources;

/// <summary>A folder of the target.</summary>
/// <param name="Id">The target's id of it; empty for the root.</param>
public sealed record TargetFolder(string Id)
{
    /// <summary>The top of the workload.</summary>
    public static TargetFolder Root { get; } = new("");

    /// <summary>True when it was made for this restore: nothing can be in it that is not ours.</summary>
    public bool IsNew { get; init; }
}
