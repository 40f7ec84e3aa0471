using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>A proxy.</summary>
public sealed class BackupProxyView
{
    private readonly BackupProxy _proxy;

    internal BackupProxyView(BackupProxy proxy, string? pool)
    {
        _proxy = proxy;
        Pool = pool;
    }

    /// <summary>The name.</summary>
    public string Name => _proxy.Name;

    /// <summary>Its id.</summary>
    public Guid Id => _proxy.Id;

    /// <summary>Words for people.</summary>
    public string? Description => _proxy.Description;

    /// <summary>The pool it is a member of; null for none.</summary>
    public string? Pool { get; }

    /// <summary>True for the process that starts a job itself.</summary>
    public bool IsDefault => _proxy.IsDefault;

    /// <summary>Its state. The default proxy is online wherever somebody asks.</summary>
    public ProxyState Status => _proxy.IsDefault ? ProxyState.Online : _proxy.State;

    /// <summary>True while it shall take nothing new.</summary>
    public bool Maintenance => _proxy.InMaintenance;

    /// <summary>The machine it runs on, or ran on last.</summary>
    public string? HostName => _proxy.IsDefault ? Environment.MachineName : _proxy.Process?.Owner.Machine;

    /// <summary>Its process id.</summary>
    public int? ProcessId => _proxy.IsDefault ? Environment.ProcessId : _proxy.Process?.Owner.ProcessId;

    /// <summary>The module's version there.</summary>
    public string? Version => _proxy.Process?.Version;

    /// <summary>The operating system there.</summary>
    public string? Platform => _proxy.Process?.Platform;

    /// <summary>When it was started (UTC).</summary>
    public DateTimeOffset? StartedAt => _proxy.Process?.StartedAt;

    /// <summary>When it was last heard of (UTC).</summary>
    public DateTimeOffset? LastSeen => _proxy.Process?.SeenAt;

    /// <summary>Objects processed side by side.</summary>
    public int Threads => _proxy.Threads;

    /// <summary>Objects it processes now.</summary>
    public int RunningTasks => _proxy.RunningTasks;

    /// <summary>Bytes of memory for a session's data on its way.</summary>
    public long MemoryBudget => _proxy.MemoryBudget;

    /// <summary>Bytes a second that all its downloads together may read on average; null for no limit.</summary>
    public long? DownloadRate => _proxy.DownloadRate;

    /// <summary>When it was added (UTC).</summary>
    public DateTimeOffset CreatedAt => _proxy.CreatedAt;

    /// <summary>What people read.</summary>
    public override string ToString() => Name;
}
