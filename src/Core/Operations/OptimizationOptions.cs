namespace Veeam365.Backup.Core.Operations;

/// <summary>How a repository is optimized.</summary>
public sealed record OptimizationOptions
{
    /// <summary>How long what nothing needs any more stays marked before it is deleted.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Packs with a greater share of needless bytes are rewritten; 0 to 1.</summary>
    public double RepackThreshold { get; init; } = 0.3;
}
