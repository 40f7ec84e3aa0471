namespace Veeam365.Backup.Core.Model;

/// <summary>How a segment relates to what came before it. The numbers are part of the repository format.</summary>
public enum SegmentKind
{
    /// <summary>Changes since the parent head.</summary>
    Incremental = 0,

    /// <summary>The whole logical tree: whatever is not named in it does not exist at this head.</summary>
    Full = 1,
}
