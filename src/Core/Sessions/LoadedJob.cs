using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>A job with everything its session needs from the configuration.</summary>
/// <param name="Job">The job.</param>
/// <param name="Organization">Where it reads.</param>
/// <param name="Repository">Where it writes.</param>
/// <param name="Session">The session created for it.</param>
public sealed record LoadedJob(BackupJob Job, Organization Organization, BackupRepository Repository, BackupSession Session);
