using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Heads that are durable and that no restore point names: those a session that died left, and those this session adds. They are written down now and then, so that
/// work done is not done twice, and commit nothing. Safe for concurrent use.
/// </summary>
internal sealed class SessionCheckpoints : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _saving = new(1);
    private readonly LoadedJob _loaded;
    private readonly TimeProvider _clock;
    private readonly long _parent;
    private readonly long _start;
    private readonly TimeSpan _interval;
    private readonly Dictionary<string, CheckpointHead> _heads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CheckpointHead> _unsaved = new(StringComparer.Ordinal);
    private bool _stored;

    private SessionCheckpoints(LoadedJob loaded, TimeProvider clock, TimeSpan interval, long parent)
    {
        _interval = interval;
        _start = clock.GetTimestamp();
        _loaded = loaded;
        _clock = clock;
        _parent = parent;
    }

    /// <summary>Reads what earlier sessions left beyond the newest restore point.</summary>
    /// <param name="connection">The repository, in step with its cache.</param>
    /// <param name="loaded">The job.</param>
    /// <param name="full">True when everything is to be read anew: then nothing of it is used.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="interval">How often work done is written down.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<SessionCheckpoints> LoadAsync(RepositoryConnection connection, LoadedJob loaded, bool full, TimeProvider clock, TimeSpan interval, CancellationToken cancellationToken)
    {
        CachedPoint? last = await connection.Cache.FindLastPointAsync(loaded.Job.Id, cancellationToken).ConfigureAwait(false);
        var checkpoints = new SessionCheckpoints(loaded, clock, interval, last?.Sequence ?? 0);
        await foreach (SessionCheckpoint found in connection.Repository.ListCheckpointsAsync(loaded.Job.Id, cancellationToken).ConfigureAwait(false))
            checkpoints.Take(found, full);
        return checkpoints;
    }

    /// <summary>Reads again what was written down, by this session's other members too.</summary>
    public async Task RefreshAsync(RepositoryConnection connection, CancellationToken cancellationToken)
    {
        await foreach (SessionCheckpoint found in connection.Repository.ListCheckpointsAsync(_loaded.Job.Id, cancellationToken).ConfigureAwait(false))
        {
            lock (_lock)
                Take(found, _loaded.Session.ReadsInFull);
        }
    }

    /// <summary>
    /// Counts the intervals since the session began. Large objects complete a head on their way when it moves on: all at about the same moment, so that one pack serves them and none
    /// waits for the others to fill it.
    /// </summary>
    public long Round => _clock.GetElapsedTime(_start).Ticks / Math.Max(1, _interval.Ticks);

    /// <summary>What is left of an object; null for nothing.</summary>
    public CheckpointHead? Find(string objectKey)
    {
        lock (_lock)
            return _heads.GetValueOrDefault(objectKey);
    }

    /// <summary>A head is durable.</summary>
    public void Add(HeadRecord head, bool isComplete)
    {
        lock (_lock)
            _heads[head.Identity.Key] = _unsaved[head.Identity.Key] = new CheckpointHead(head, isComplete);
    }

    /// <summary>Writes down what was added, at every interval, until cancelled.</summary>
    public async Task SaveRegularlyAsync(IRepositoryWriter writer, SessionLog log, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
                await SaveAsync(writer, log, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The session ends.
        }
    }

    /// <summary>Writes down what was added. A checkpoint that cannot be written costs nothing but the work it would have saved.</summary>
    public async Task SaveAsync(IRepositoryWriter writer, SessionLog log, CancellationToken cancellationToken)
    {
        await _saving.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (TakeUnsaved() is { } next)
                await writer.SaveCheckpointAsync(next, cancellationToken).ConfigureAwait(false);
        }
        catch (BackupException e)
        {
            log.Warning($"What the session has done so far could not be written down: {e.Message}");
        }
        finally
        {
            _saving.Release();
        }
    }

    /// <summary>After the restore point: what it does not name goes on into the next session, the rest is forgotten.</summary>
    public async Task RenewAsync(IRepositoryWriter writer, long sequence, IReadOnlySet<string> named, SessionLog log, CancellationToken cancellationToken)
    {
        SessionCheckpoint rest;
        lock (_lock)
        {
            if (!_stored && _heads.Keys.All(named.Contains))
                return;
            rest = Describe(sequence, [.. _heads.Where(h => !named.Contains(h.Key)).Select(h => h.Value)]);
        }
        try
        {
            await writer.RenewCheckpointsAsync(rest, cancellationToken).ConfigureAwait(false);
        }
        catch (BackupException e)
        {
            log.Warning($"Checkpoints that are no longer needed could not be removed; the next session does it: {e.Message}");
        }
    }

    public void Dispose() => _saving.Dispose();

    private void Take(SessionCheckpoint found, bool full)
    {
        _stored = true;
        if (full || found.ParentSequence != _parent)
            return;
        foreach (CheckpointHead head in found.Heads)
        {
            if (!_heads.TryGetValue(head.Head.Identity.Key, out CheckpointHead? known) || known.Head.Segment.Head <= head.Head.Segment.Head)
                _heads[head.Head.Identity.Key] = head;
        }
    }

    private SessionCheckpoint? TakeUnsaved()
    {
        lock (_lock)
        {
            if (_unsaved.Count == 0)
                return null;
            SessionCheckpoint next = Describe(_parent, [.. _unsaved.Values]);
            _unsaved.Clear();
            _stored = true;
            return next;
        }
    }

    private SessionCheckpoint Describe(long parent, IReadOnlyList<CheckpointHead> heads) => new()
    {
        JobId = _loaded.Job.Id,
        SessionId = _loaded.Session.Id,
        CreatedAt = _clock.GetUtcNow(),
        ParentSequence = parent,
        Heads = heads,
    };
}
