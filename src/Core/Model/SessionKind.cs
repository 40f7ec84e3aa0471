namespace Veeam365.Backup.Core.Model;

/// <summary>Whether a session read everything or only changes.</summary>
public enum SessionKind
{
    /// <summary>Everything of at least one object was read.</summary>
    Full,

    /// <summary>Only changes were read.</summary>
    Incremental,
}
