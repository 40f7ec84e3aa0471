using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>How a session ends.</summary>
/// <param name="Status">Its last state.</param>
/// <param name="Statistics">What it moved.</param>
/// <param name="RestorePointId">The restore point it made; null for none.</param>
/// <param name="Message">Why, for people; null when all is well.</param>
public sealed record SessionClosing(SessionStatus Status, SessionStatistics Statistics, Guid? RestorePointId, string? Message);
