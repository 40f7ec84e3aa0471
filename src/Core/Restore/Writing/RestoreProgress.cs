using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Where a restore is.</summary>
/// <param name="Session">The session.</param>
/// <param name="Step">What it does, in words.</param>
/// <param name="Statistics">What it did so far.</param>
/// <param name="Elapsed">Since its start.</param>
public sealed record RestoreProgress(RestoreSession Session, string Step, RestoreStatistics Statistics, TimeSpan Elapsed);
