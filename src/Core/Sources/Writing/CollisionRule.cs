namespace Veeam365.Backup.Core.Sources;

/// <summary>What becomes of an item that the target has already, in another state than the one to be restored.</summary>
public enum CollisionRule
{
    /// <summary>What is there stays as it is.</summary>
    Skip,

    /// <summary>What is there stays, and the restored one is put beside it.</summary>
    Copy,

    /// <summary>What is there becomes what is restored.</summary>
    Replace,
}
