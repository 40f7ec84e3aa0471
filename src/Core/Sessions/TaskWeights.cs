using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Estimates how long objects will take, in milliseconds, so that the longest go first: as long as the last time, when that session was of the same kind; else by what the object holds. One never seen
/// may be huge: it goes first.
/// </summary>
internal sealed class TaskWeights(ISessionTable sessions)
{
    private const int SessionsLookedAt = 10;

    // What an item that is held takes when it is read anew, and what looking for changes among so many takes: rough, and only of use where nothing was learned yet.
    private const double FullItemMilliseconds = 5;
    private const double HeldItemMilliseconds = 0.01;

    /// <summary>Estimates.</summary>
    public async Task<IReadOnlyDictionary<string, long>> EstimateAsync(
        LoadedJob loaded, IReadOnlyDictionary<string, ResolvedObject> objects, SessionKind kind, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, long> learned = await LearnAsync(loaded, kind, cancellationToken).ConfigureAwait(false);
        var weights = new Dictionary<string, long>(objects.Count, StringComparer.Ordinal);
        foreach ((string key, ResolvedObject target) in objects)
            weights.Add(key, WeightOf(target, learned.TryGetValue(key, out long last) ? last : null));
        return weights;
    }

    private static long WeightOf(ResolvedObject target, long? last)
    {
        if (target.Cached.Newest is null)
            return last ?? int.MaxValue;
        double held = target.Cached.Totals.Items * (target.ReadInFull ? FullItemMilliseconds : HeldItemMilliseconds);
        return last ?? (long)held;
    }

    private async Task<IReadOnlyDictionary<string, long>> LearnAsync(LoadedJob loaded, SessionKind kind, CancellationToken cancellationToken)
    {
        BackupSession? last = await sessions.ListAsync(new SessionQuery { JobId = loaded.Job.Id, Limit = SessionsLookedAt }, cancellationToken)
            .FirstOrDefaultAsync(s => s.RestorePointId is not null && s.Kind == kind, cancellationToken).ConfigureAwait(false);
        return last is null ? new Dictionary<string, long>() : await sessions.ListTaskTimesAsync(last.Id, cancellationToken).ConfigureAwait(false);
    }
}
