using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>How a session ended.</summary>
/// <param name="Session">The closed session.</param>
/// <param name="RestorePoint">The restore point it made; null for none.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record SessionResult(BackupSession Session, RestorePoint? RestorePoint, BackupException? Error);
