using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>A job and where it stands in its schedule.</summary>
/// <param name="Job">The job as the configuration holds it now.</param>
/// <param name="State">Whether it is due, and when it can start.</param>
public sealed record DueJob(BackupJob Job, ScheduleState State);
