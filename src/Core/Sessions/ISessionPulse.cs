using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>How a process that works for a session says that it is alive.</summary>
internal interface ISessionPulse
{
    /// <summary>Says so, and learns whether there is still something to do.</summary>
    /// <param name="own">What this process has moved.</param>
    /// <param name="all">What the session has moved, as far as is known here.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<SessionHeartbeat> BeatAsync(SessionStatistics own, SessionStatistics all, CancellationToken cancellationToken);

    /// <summary>Why the session is no longer this process's business.</summary>
    BackupException WhyNotOurs();
}
