using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>The process that runs the session: keeps its lease.</summary>
internal sealed class OrchestratorPulse(ISessionTable sessions, BackupSession session, TimeSpan lease) : ISessionPulse
{
    public Task<SessionHeartbeat> BeatAsync(SessionStatistics own, SessionStatistics all, CancellationToken cancellationToken) =>
        sessions.RenewAsync(session.Hold, all, lease, cancellationToken);

    public BackupException WhyNotOurs() => new ConflictException(
        "Session.TakenOver", "The session was taken over or marked as ended by another process.", "Start the job again if it does not go on elsewhere; check that this machine was not suspended.");
}
