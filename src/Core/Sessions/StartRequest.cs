using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>A job to be started.</summary>
/// <param name="Job">The job.</param>
/// <param name="Full">True to read everything anew.</param>
public sealed record StartRequest(BackupJob Job, bool Full);
