namespace Veeam365.Backup.Core.Reports;

/// <summary>What a report covers.</summary>
public sealed record ReportOptions
{
    /// <summary>How many days back sessions, growth and throttling are shown.</summary>
    public int Days { get; init; } = 30;

    /// <summary>Only this organization; null for all.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>True to ask the directories who is there, so that users whom nobody backs up are found.</summary>
    public bool AsksDirectory { get; init; } = true;

    /// <summary>At most so many gaps are listed; all are counted.</summary>
    public int MostGaps { get; init; } = 500;
}
