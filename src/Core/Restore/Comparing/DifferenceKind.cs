namespace Veeam365.Backup.Core.Restore;

/// <summary>How an item differs.</summary>
public enum DifferenceKind
{
    /// <summary>It is there later and was not before.</summary>
    Added,

    /// <summary>It was there before and is not later.</summary>
    Removed,

    /// <summary>Its content or what is said of it changed (it may have been moved, too).</summary>
    Changed,

    /// <summary>Its content is the same; its folder or its name is another.</summary>
    Moved,
}
