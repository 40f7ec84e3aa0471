namespace Veeam365.Backup.Bench.Engine;

/// <summary>What tools are asked to do, in this order.</summary>
internal enum EngineWork
{
    /// <summary>Back up the tree into an empty repository.</summary>
    FirstBackup,

    /// <summary>Back it up again, nothing changed.</summary>
    Unchanged,

    /// <summary>Back it up again, 2 % of the files changed.</summary>
    Churn,

    /// <summary>Write the newest backup's files to the disk.</summary>
    Restore,

    /// <summary>Read and check everything.</summary>
    Verify,

    /// <summary>Keep the newest backup only and free what others needed.</summary>
    Prune,
}
