namespace Veeam365.Backup.Core.Model;

/// <summary>The state of a proxy.</summary>
public enum ProxyState
{
    /// <summary>No process serves it, or nothing was heard of it for longer than its lease.</summary>
    Offline,

    /// <summary>Takes work.</summary>
    Online,

    /// <summary>Finishes what it has and takes nothing new.</summary>
    EnteringMaintenance,

    /// <summary>Has nothing and takes nothing.</summary>
    Maintenance,
}
