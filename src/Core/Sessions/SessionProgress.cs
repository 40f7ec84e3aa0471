using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Where a session is.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="JobName">Its job.</param>
/// <param name="Step">What it does now, in words.</param>
/// <param name="Statistics">What it moved so far.</param>
/// <param name="Elapsed">Since its start.</param>
/// <param name="ItemsPerSecond">Items moved a second, over the last few seconds.</param>
/// <param name="BytesPerSecond">Content bytes read a second, over the last few seconds.</param>
/// <param name="Fraction">How much is done, 0 to 1; null while unknown.</param>
/// <param name="Remaining">An estimate of the time left; null until it means something.</param>
/// <param name="Active">The objects being processed, at most ten.</param>
public sealed record SessionProgress(
    Guid SessionId,
    string JobName,
    string Step,
    SessionStatistics Statistics,
    TimeSpan Elapsed,
    double ItemsPerSecond,
    double BytesPerSecond,
    double? Fraction,
    TimeSpan? Remaining,
    IReadOnlyList<ObjectProgress> Active)
{
    /// <summary>What the source holds back at the moment, in words ("Throttled by Exchange Online, 12 s"); null when nothing.</summary>
    public string? Throttling { get; init; }

    /// <summary>What the session waits for most, over the last few seconds; null while nothing is transferred, or where others do the work.</summary>
    public SessionBottleneck? Bottleneck { get; init; }
}
