using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>What a restore drill reads.</summary>
public sealed record DrillRequest
{
    /// <summary>The restore point.</summary>
    public required RestorePoint Point { get; init; }

    /// <summary>The share of the items that is read; each object gives one at least.</summary>
    public double Percent { get; init; } = 100;

    /// <summary>Which items the share is drawn from.</summary>
    public RestoreQuery Query { get; init; } = new();

    /// <summary>Another number draws other items.</summary>
    public int Seed { get; init; }

    /// <summary>Id or address of a user whom the items read are also restored to; null for nobody.</summary>
    public string? ScratchUser { get; init; }
}
