namespace Veeam365.Backup.Core.Model;

/// <summary>How long a repository keeps what it holds.</summary>
/// <param name="Kind">What is looked at; fixed when the repository is created.</param>
/// <param name="Unit">What the period is counted in.</param>
/// <param name="Count">How many of them; 0 for <see cref="RetentionUnit.Forever"/>.</param>
public sealed record RetentionPolicy(RetentionKind Kind, RetentionUnit Unit, int Count)
{
    /// <summary>The product's default: snapshot-based, three years.</summary>
    public static RetentionPolicy Default { get; } = new(RetentionKind.SnapshotBased, RetentionUnit.Years, 3);

    /// <summary>The moment before which things are to go; null when nothing ever goes.</summary>
    /// <param name="now">The present (UTC).</param>
    public DateTimeOffset? Horizon(DateTimeOffset now) => Unit switch
    {
        RetentionUnit.Days => now.AddDays(-Count),
        RetentionUnit.Months => now.AddMonths(-Count),
        RetentionUnit.Years => now.AddYears(-Count),
        _ => null,
    };
}
