using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>A pool of proxies.</summary>
public sealed class BackupProxyPoolView
{
    private readonly BackupProxyPool _pool;

    internal BackupProxyPoolView(BackupProxyPool pool, IReadOnlyList<BackupProxy> members, IReadOnlyList<string> repositories)
    {
        _pool = pool;
        Members = [.. members.Select(m => m.Name)];
        Online = members.Count(m => m.State == ProxyState.Online);
        Repositories = repositories;
    }

    /// <summary>The name.</summary>
    public string Name => _pool.Name;

    /// <summary>Its id.</summary>
    public Guid Id => _pool.Id;

    /// <summary>Words for people.</summary>
    public string? Description => _pool.Description;

    /// <summary>Its members.</summary>
    public IReadOnlyList<string> Members { get; }

    /// <summary>How many of them take work now.</summary>
    public int Online { get; }

    /// <summary>The repositories that belong to it.</summary>
    public IReadOnlyList<string> Repositories { get; }

    /// <summary>When it was added (UTC).</summary>
    public DateTimeOffset CreatedAt => _pool.CreatedAt;

    /// <summary>What people read.</summary>
    public override string ToString() => Name;
}
