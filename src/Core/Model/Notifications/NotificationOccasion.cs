namespace Veeam365.Backup.Core.Model;

/// <summary>Which results are told. The names are stored: never rename one.</summary>
public enum NotificationOccasion
{
    /// <summary>All.</summary>
    Always,

    /// <summary>Sessions with gaps, stopped ones and failed ones.</summary>
    Warning,

    /// <summary>Failed ones only.</summary>
    Failure,
}
