using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>A job to be started.</summary>
/// <param name="Job">The job.</param>
/// <param name="Full">True to read everything anew.</param>
public sealed record StartRequest(BackupJob Job, bool Full)
{
    /// <summary>When the session is to stop by itself (UTC); null when it may run to its end.</summary>
    public DateTimeOffset? StopAt { get; init; }
}
