using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Turns counters into rates and an estimate of the time left. Used by one thread at a time.</summary>
internal sealed class ProgressEstimator(TimeProvider clock)
{
    // Rates over the last few seconds: shorter jumps about, longer hides that something slowed down.
    private const double WindowSeconds = 5;

    // Before that much is done an estimate means nothing.
    private const double LeastFraction = 0.02;

    private readonly long _start = clock.GetTimestamp();
    private readonly Queue<(TimeSpan At, long Items, long Bytes)> _samples = new();

    public SessionProgress Next(BackupSession session, string step, SessionStatistics statistics, IReadOnlyList<ObjectProgress> active)
    {
        TimeSpan elapsed = clock.GetElapsedTime(_start);
        (double items, double bytes) = Rate(elapsed, statistics);
        double? fraction = Fraction(statistics, active);
        TimeSpan? remaining = fraction is >= LeastFraction and <= 1 && elapsed.TotalSeconds > 2 && KnowsTheRest(statistics, active) ? elapsed * ((1 - fraction.Value) / fraction.Value) : null;
        return new SessionProgress(session.Id, session.JobName, step, statistics, elapsed, items, bytes, fraction, remaining, active);
    }

    private (double Items, double Bytes) Rate(TimeSpan elapsed, SessionStatistics statistics)
    {
        while (_samples.Count > 1 && (elapsed - _samples.Peek().At).TotalSeconds > WindowSeconds)
            _samples.Dequeue();
        _samples.Enqueue((elapsed, statistics.ItemsTransferred, statistics.BytesRead));
        (TimeSpan at, long items, long bytes) = _samples.Peek();
        double seconds = (elapsed - at).TotalSeconds;
        return seconds <= 0 ? (0, 0) : ((statistics.ItemsTransferred - items) / seconds, (statistics.BytesRead - bytes) / seconds);
    }

    /// <summary>False for the last objects while nobody knows how much is in them: counting objects would promise an end at once.</summary>
    private static bool KnowsTheRest(SessionStatistics statistics, IReadOnlyList<ObjectProgress> active) =>
        statistics.ObjectsDone + active.Count < statistics.ObjectsTotal || active.All(a => a.Expected is > 0);

    private static double? Fraction(SessionStatistics statistics, IReadOnlyList<ObjectProgress> active)
    {
        if (statistics.ObjectsTotal == 0)
            return null;
        double partly = active.Sum(a => a.Expected is > 0 and var expected ? Math.Min(1, (double)a.Items / expected) : 0);
        return Math.Min(1, (statistics.ObjectsDone + partly) / statistics.ObjectsTotal);
    }
}
