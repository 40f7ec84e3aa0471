namespace Veeam365.Backup.Core.Repositories.Stores;

/// <summary>How transient faults of a store are met.</summary>
/// <param name="Attempts">Further attempts after the first.</param>
/// <param name="Delay">The pause before the first of them; it doubles, with some chance added.</param>
/// <param name="MaximumDelay">The longest pause.</param>
internal sealed record RetryOptions(int Attempts, TimeSpan Delay, TimeSpan MaximumDelay)
{
    /// <summary>Seven attempts over about half a minute.</summary>
    public static RetryOptions Default { get; } = new(6, TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(15));
}
