namespace Veeam365.Backup.Core.Model;

/// <summary>Who works for a repository: one proxy or one pool. Neither means the default proxy.</summary>
/// <param name="ProxyId">The proxy; null for none.</param>
/// <param name="PoolId">The pool; null for none.</param>
public readonly record struct ProxyAssignment(Guid? ProxyId, Guid? PoolId)
{
    /// <summary>The default proxy.</summary>
    public static ProxyAssignment Default => default;

    /// <summary>True for the process that starts the job.</summary>
    public bool IsDefault => ProxyId is null && PoolId is null;

    /// <summary>To one proxy.</summary>
    public static ProxyAssignment ToProxy(Guid id) => id == BackupProxy.DefaultId ? Default : new ProxyAssignment(id, null);

    /// <summary>To a pool.</summary>
    public static ProxyAssignment ToPool(Guid id) => new(null, id);
}
