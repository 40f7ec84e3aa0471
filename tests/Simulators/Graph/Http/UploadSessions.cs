using System.Collections.Concurrent;

namespace Veeam365.Simulators.Graph;

/// <summary>Uploads under way.</summary>
internal sealed class UploadSessions(GraphSimulatorOptions options)
{
    private readonly ConcurrentDictionary<string, UploadSession> _sessions = new(StringComparer.Ordinal);

    public UploadSession Start(long? size, Func<GraphCall, byte[], Task> finish)
    {
        var session = new UploadSession(Guid.NewGuid().ToString("N"), size, finish) { Expires = options.Time.GetUtcNow() + options.UploadSessionLifetime };
        _sessions[session.Id] = session;
        return session;
    }

    public UploadSession Find(string id)
    {
        if (_sessions.TryGetValue(id, out var session) && session.Expires > options.Time.GetUtcNow())
            return session;
        throw new GraphException(404, "itemNotFound", "The upload session was not found.");
    }

    public void Renew(UploadSession session) => session.Expires = options.Time.GetUtcNow() + options.UploadSessionLifetime;

    public void End(UploadSession session) => _sessions.TryRemove(session.Id, out _);

    /// <summary>Every upload under way is gone, as when a session expires.</summary>
    public void ExpireAll() => _sessions.Clear();
}
