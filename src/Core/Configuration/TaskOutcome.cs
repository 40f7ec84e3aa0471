using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>How a session task ended.</summary>
/// <param name="Status">Its last state.</param>
/// <param name="Head">The head it wrote; null when nothing changed.</param>
/// <param name="Statistics">What it moved.</param>
/// <param name="Message">Why it failed; null when all is well.</param>
public sealed record TaskOutcome(SessionTaskStatus Status, HeadRecord? Head, SessionStatistics Statistics, string? Message)
{
    /// <summary>What the object does not hold.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];
}
