namespace Veeam365.Backup.Core.Sessions;

/// <summary>How a session works.</summary>
public sealed record SessionOptions
{
    /// <summary>Objects processed side by side.</summary>
    public int ObjectConcurrency { get; init; } = 32;

    /// <summary>Contents of one object in flight; the source bounds requests per mailbox below that.</summary>
    public int ItemConcurrency { get; init; } = 8;

    /// <summary>How long a session counts as alive without a heartbeat.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time between heartbeats: also how soon a stop is seen.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a session writes down what it has done, and a large object completes a head on its way: about what is lost when the process dies.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What a stopped session may take to commit what was finished and to close itself.</summary>
    public TimeSpan CleanupTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An object without changes gets a new head all the same once its delta tokens are this old, so that they do not expire.</summary>
    public TimeSpan TokenRefresh { get; init; } = TimeSpan.FromHours(24);
}
