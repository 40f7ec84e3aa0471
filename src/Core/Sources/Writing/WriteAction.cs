namespace Veeam365.Backup.Core.Sources;

/// <summary>What writing an item to its target amounted to. The names are stored with restore sessions: never rename one.</summary>
public enum WriteAction
{
    /// <summary>It was missing and is there again.</summary>
    Created,

    /// <summary>It lay elsewhere (in Deleted Items, say) and was moved back, complete as it was.</summary>
    Moved,

    /// <summary>It was there with other properties, which are restored.</summary>
    Updated,

    /// <summary>It was there with other content, and what is restored took its place.</summary>
    Replaced,

    /// <summary>It was there in another state, and the restored one lies beside it.</summary>
    Copied,

    /// <summary>It is there as it was.</summary>
    Unchanged,

    /// <summary>It is there in another state, which stays.</summary>
    Skipped,
}
