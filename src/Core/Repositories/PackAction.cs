namespace Veeam365.Backup.Core.Repositories;

/// <summary>What becomes of a pack.</summary>
public enum PackAction
{
    /// <summary>Nothing in it is needed: it goes.</summary>
    Free,

    /// <summary>What is needed of it is written into a new pack, then it goes.</summary>
    Repack,
}
