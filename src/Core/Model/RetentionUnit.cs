namespace Veeam365.Backup.Core.Model;

/// <summary>What a retention period is counted in.</summary>
public enum RetentionUnit
{
    /// <summary>Nothing ever goes.</summary>
    Forever,

    /// <summary>Days of 24 hours.</summary>
    Days,

    /// <summary>Calendar months (UTC).</summary>
    Months,

    /// <summary>Calendar years (UTC).</summary>
    Years,
}
