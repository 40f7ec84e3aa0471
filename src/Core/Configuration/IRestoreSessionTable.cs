using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Restore sessions in the configuration database.</summary>
public interface IRestoreSessionTable
{
    /// <summary>Creates a running session under a lease.</summary>
    Task<RestoreSession> CreateAsync(NewRestoreSession session, CancellationToken cancellationToken);

    /// <summary>Marks every running session whose process is known to be dead or whose lease ran out Disconnected.</summary>
    Task MarkDisconnectedAsync(CancellationToken cancellationToken);

    /// <summary>Renews the lease and stores the statistics so far.</summary>
    /// <returns>False when the session was ended by somebody else.</returns>
    Task<bool> RenewAsync(Guid sessionId, RestoreStatistics statistics, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Ends a session; ending it again changes nothing.</summary>
    Task CloseAsync(Guid sessionId, RestoreSessionClosing closing, CancellationToken cancellationToken);

    /// <summary>The session; null when unknown.</summary>
    Task<RestoreSession?> FindAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Sessions, newest first.</summary>
    IAsyncEnumerable<RestoreSession> ListAsync(CancellationToken cancellationToken);

    /// <summary>Appends lines to the log; the numbers go on from the last.</summary>
    Task AppendLogAsync(Guid sessionId, IReadOnlyList<SessionLogEntry> entries, CancellationToken cancellationToken);

    /// <summary>The log in order.</summary>
    Task<IReadOnlyList<SessionLogEntry>> ReadLogAsync(Guid sessionId, CancellationToken cancellationToken);
}
