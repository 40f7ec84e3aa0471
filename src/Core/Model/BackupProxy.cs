namespace Veeam365.Backup.Core.Model;

/// <summary>A process that runs sessions, as the configuration knows it. The default proxy is whatever process starts a job of a repository that names no other.</summary>
public sealed record BackupProxy
{
    /// <summary>The default proxy's id, the same in every configuration.</summary>
    public static Guid DefaultId { get; } = new("00000000-0000-0000-0000-000000000001");

    /// <summary>Our id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name admins use; unique in the configuration, compared without case.</summary>
    public required string Name { get; init; }

    /// <summary>Words for people.</summary>
    public string? Description { get; init; }

    /// <summary>The pool it is a member of; null for none.</summary>
    public Guid? PoolId { get; init; }

    /// <summary>Objects processed side by side, over all sessions.</summary>
    public int Threads { get; init; } = 32;

    /// <summary>Bytes that packs being filled and sent may hold, over all sessions.</summary>
    public long MemoryBudget { get; init; } = 128L << 20;

    /// <summary>Bytes a second that all its downloads together may read on average; null for no limit.</summary>
    public long? DownloadRate { get; init; }

    /// <summary>True while it shall take nothing new.</summary>
    public bool InMaintenance { get; init; }

    /// <summary>The process that serves it, or served it last; null for none yet.</summary>
    public ProxyProcess? Process { get; init; }

    /// <summary>True while that process is heard of (database clock).</summary>
    public bool IsOnline { get; init; }

    /// <summary>Tasks it holds now.</summary>
    public int RunningTasks { get; init; }

    /// <summary>When it was added (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>True for the process that starts a job itself.</summary>
    public bool IsDefault => Id == DefaultId;

    /// <summary>Its state, for people.</summary>
    public ProxyState State => !IsOnline ? ProxyState.Offline
        : !InMaintenance ? ProxyState.Online
        : RunningTasks > 0 ? ProxyState.EnteringMaintenance : ProxyState.Maintenance;
}
