namespace Veeam365.Backup.Core.Model;

/// <summary>What retention looks at. Fixed when a repository is created.</summary>
public enum RetentionKind
{
    /// <summary>An item's state goes when the last restore point that holds it goes.</summary>
    SnapshotBased,

    /// <summary>An item goes when its own last change is older than the period; older ones are not backed up at all.</summary>
    ItemLevel,
}
