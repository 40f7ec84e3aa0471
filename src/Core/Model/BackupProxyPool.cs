namespace Veeam365.Backup.Core.Model;

/// <summary>Proxies that share the work of the repositories which belong to them.</summary>
public sealed record BackupProxyPool
{
    /// <summary>Our id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name admins use; unique in the configuration, compared without case.</summary>
    public required string Name { get; init; }

    /// <summary>Words for people.</summary>
    public string? Description { get; init; }

    /// <summary>When it was added (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
