using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Reports;

/// <summary>A session in a report.</summary>
/// <param name="Job">Its job.</param>
/// <param name="StartedAt">When it began (UTC).</param>
/// <param name="Duration">How long it took; null while it runs.</param>
/// <param name="Kind">Full or Incremental.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Statistics">What it moved.</param>
/// <param name="Message">Why it failed.</param>
public sealed record ReportSession(string Job, DateTimeOffset StartedAt, TimeSpan? Duration, SessionKind? Kind, SessionStatus Status, SessionStatistics Statistics, string? Message)
{
    /// <summary>Content bytes read a second; null while unknown.</summary>
    public double? BytesPerSecond => Duration is { TotalSeconds: > 0 } duration ? Statistics.BytesRead / duration.TotalSeconds : null;

    /// <summary>Items moved a second; null while unknown.</summary>
    public double? ItemsPerSecond => Duration is { TotalSeconds: > 0 } duration ? Statistics.ItemsTransferred / duration.TotalSeconds : null;
}
