namespace Veeam365.Backup.Core.Sessions;

/// <summary>How a proxy runs.</summary>
public sealed record ProxyOptions
{
    /// <summary>When it ends by itself, finishing what it has; null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>It ends when it had nothing to do for so long; null for never.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>Sessions it works for at a time.</summary>
    public int MostSessions { get; init; } = 8;

    /// <summary>How it processes sessions; their leases and heartbeats are also the proxy's own.</summary>
    public SessionOptions Session { get; init; } = new();

    /// <summary>False when sessions of on-premises organizations are left to other proxies: PowerShell reaches Exchange servers from Windows only.</summary>
    public bool ReachesOnPremises { get; init; } = OperatingSystem.IsWindows();
}
