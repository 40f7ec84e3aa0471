namespace Veeam365.Backup.Core.Model;

/// <summary>A process that serves a proxy.</summary>
/// <param name="Instance">Its own id: a proxy started again is another one.</param>
/// <param name="Owner">Machine and process.</param>
/// <param name="Version">The module's version.</param>
/// <param name="Protocol">How it works together with others: only those of the same number share sessions.</param>
/// <param name="Platform">The operating system.</param>
public sealed record ProxyProcess(Guid Instance, SessionOwner Owner, string Version, int Protocol, string Platform)
{
    /// <summary>The protocol of this version of the module. It changes when members of a session could misunderstand each other.</summary>
    public const int CurrentProtocol = 1;

    /// <summary>What its tasks name as their holder.</summary>
    public string HolderOf(string proxyName) => $"{proxyName}/{Instance.ToString("N")[^8..]}";

    /// <summary>Since when (UTC, database clock).</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was last heard of (UTC, database clock).</summary>
    public DateTimeOffset SeenAt { get; init; }
}
