using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Reports;

/// <summary>A job in a report.</summary>
public sealed record ReportJob
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The organization read from.</summary>
    public required string Organization { get; init; }

    /// <summary>The repository written to.</summary>
    public required string Repository { get; init; }

    /// <summary>False when it is disabled.</summary>
    public required bool IsEnabled { get; init; }

    /// <summary>Its schedule in words; null for none.</summary>
    public string? Schedule { get; init; }

    /// <summary>When it can start next (UTC).</summary>
    public DateTimeOffset? NextStart { get; init; }

    /// <summary>How its newest session is; null before the first.</summary>
    public SessionStatus? LastStatus { get; init; }

    /// <summary>How many restore points there are.</summary>
    public int RestorePoints { get; init; }

    /// <summary>The oldest restore point (UTC).</summary>
    public DateTimeOffset? OldestPoint { get; init; }

    /// <summary>The newest restore point (UTC).</summary>
    public DateTimeOffset? NewestPoint { get; init; }

    /// <summary>Until when nothing that the newest restore point needs can be deleted (UTC).</summary>
    public DateTimeOffset? ImmutableUntil { get; init; }

    /// <summary>When all that the newest restore point needs was last found intact (UTC).</summary>
    public DateTimeOffset? LastVerified { get; init; }
}
