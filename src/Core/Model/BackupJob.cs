namespace Veeam365.Backup.Core.Model;

/// <summary>What is backed up to where.</summary>
public sealed record BackupJob
{
    /// <summary>Our id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name admins use; unique in the configuration, compared without case.</summary>
    public required string Name { get; init; }

    /// <summary>Words for people.</summary>
    public string? Description { get; init; }

    /// <summary>The organization read from.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The repository written to.</summary>
    public required Guid RepositoryId { get; init; }

    /// <summary>What is backed up.</summary>
    public required BackupScope Scope { get; init; }

    /// <summary>How often a failed session is tried again.</summary>
    public required RetryPolicy Retry { get; init; }

    /// <summary>When it is started by itself; null for never.</summary>
    public JobSchedule? Schedule { get; init; }

    /// <summary>False keeps the job from being started without -Force.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Where proxies have a choice, sessions of jobs with a higher number get their objects processed first.</summary>
    public int Priority { get; init; }

    /// <summary>When it was added (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
