namespace Veeam365.Backup.Core.Restore;

/// <summary>How a restore works.</summary>
public sealed record RestoreOptions
{
    /// <summary>Objects restored side by side.</summary>
    public int ObjectConcurrency { get; init; } = 3;

    /// <summary>Items of one object written side by side (Outlook allows four requests at once per mailbox).</summary>
    public int ItemConcurrency { get; init; } = 4;

    /// <summary>How long a session counts as alive without a heartbeat.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The time between heartbeats.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What a stopped session may take to close itself.</summary>
    public TimeSpan CleanupTime { get; init; } = TimeSpan.FromSeconds(30);
}
