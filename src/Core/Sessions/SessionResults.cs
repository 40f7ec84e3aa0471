using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>What came of a session's tasks, as the database recorded it: whoever processed them, each object once.</summary>
internal static class SessionResults
{
    public static async Task<IReadOnlyList<ObjectResult>> ReadAsync(ISessionTable sessions, Guid sessionId, ResolvedScope scope, CancellationToken cancellationToken)
    {
        IReadOnlyList<SessionTask> tasks = await sessions.ListTasksAsync(sessionId, cancellationToken).ConfigureAwait(false);
        return [.. tasks.Where(t => t.Status is not (SessionTaskStatus.Pending or SessionTaskStatus.Running or SessionTaskStatus.Stopped))
            .Select(t => new ObjectResult(scope.Objects[t.Identity.Key], t.Status, t.Head, t.Gaps, t.Message))];
    }
}
