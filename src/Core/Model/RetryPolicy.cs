namespace Veeam365.Backup.Core.Model;

/// <summary>How often a failed session is tried again.</summary>
/// <param name="Attempts">Further attempts after the first, 0 to 777.</param>
/// <param name="Wait">The pause before each.</param>
public sealed record RetryPolicy(int Attempts, TimeSpan Wait)
{
    /// <summary>Three attempts, ten minutes apart.</summary>
    public static RetryPolicy Default { get; } = new(3, TimeSpan.FromMinutes(10));
}
