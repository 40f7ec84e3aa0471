using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>A process that works for a session which another one runs.</summary>
internal sealed class MemberPulse(ISessionTable sessions, SessionMember member) : ISessionPulse
{
    public Task<SessionHeartbeat> BeatAsync(SessionStatistics own, SessionStatistics all, CancellationToken cancellationToken) =>
        sessions.RenewMemberAsync(member, own, cancellationToken);

    public BackupException WhyNotOurs() => new ConflictException("Session.NothingLeft", "The session takes no more outcomes: it has ended or its restore point is being made.", "Nothing is to be done.");
}
