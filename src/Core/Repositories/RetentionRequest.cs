namespace Veeam365.Backup.Core.Repositories;

/// <summary>What a retention run is to do.</summary>
public sealed record RetentionRequest
{
    /// <summary>Restore points older than this go, but never the newest of a job; null for none.</summary>
    public DateTimeOffset? Horizon { get; init; }

    /// <summary>These restore points go, whatever their age.</summary>
    public IReadOnlySet<Guid> Remove { get; init; } = new HashSet<Guid>();

    /// <summary>Only restore points of these jobs go; null for all jobs.</summary>
    public IReadOnlySet<Guid>? Jobs { get; init; }

    /// <summary>Jobs whose newest restore point may go too, because no session builds on it any more.</summary>
    public IReadOnlySet<Guid> EndedJobs { get; init; } = new HashSet<Guid>();

    /// <summary>These restore points stay, whatever else is said: they are immutable.</summary>
    public IReadOnlySet<Guid> Protected { get; init; } = new HashSet<Guid>();

    /// <summary>True to look for what nothing needs any more: this reads the metadata of all surviving restore points.</summary>
    public bool Collect { get; init; } = true;

    /// <summary>How long what is marked stays at least, for those who are reading it.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Packs with a greater share of bytes that nothing needs are rewritten; 0 to 1.</summary>
    public double RepackThreshold { get; init; } = 0.3;

    /// <summary>Who does it and why, for the record.</summary>
    public string By { get; init; } = "Retention";
}
