using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>How a restore session ends.</summary>
/// <param name="Status">Its last state.</param>
/// <param name="Statistics">What it did.</param>
/// <param name="Message">Why, for people; null when all is well.</param>
public sealed record RestoreSessionClosing(SessionStatus Status, RestoreStatistics Statistics, string? Message);
