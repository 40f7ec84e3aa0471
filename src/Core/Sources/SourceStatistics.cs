namespace Veeam365.Backup.Core.Sources;

/// <summary>What talking to the source cost so far.</summary>
/// <param name="Requests">Requests sent, retries included.</param>
/// <param name="ThrottledRequests">Answers that asked us to wait.</param>
/// <param name="ThrottledTime">Time waited for that, added up over requests.</param>
/// <param name="BytesReceived">Bytes of answers.</param>
public sealed record SourceStatistics(long Requests, long ThrottledRequests, TimeSpan ThrottledTime, long BytesReceived)
{
    /// <summary>The same for each service that was asked something.</summary>
    public IReadOnlyList<ServiceStatistics> Services { get; init; } = [];
}
