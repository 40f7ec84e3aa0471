namespace Veeam365.Backup.Core.Sources;

/// <summary>What talking to one service cost so far.</summary>
/// <param name="Name">The service as admins know it, e.g. "Exchange Online".</param>
/// <param name="Requests">Requests sent, retries included.</param>
/// <param name="ThrottledRequests">Answers that asked us to wait.</param>
/// <param name="Waited">Time waited for that and for its budget to renew, added up over requests.</param>
public sealed record ServiceStatistics(string Name, long Requests, long ThrottledRequests, TimeSpan Waited)
{
    /// <summary>The fewest requests at once that throttling left; null when it never had to be cut.</summary>
    public int? LowestConcurrency { get; init; }

    /// <summary>How much longer requests wait that cannot be sent now; zero when none does.</summary>
    public TimeSpan HeldFor { get; init; }
}
