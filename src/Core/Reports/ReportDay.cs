namespace Veeam365.Backup.Core.Reports;

/// <summary>What happened on a day (UTC).</summary>
/// <param name="Day">The day.</param>
/// <param name="BytesHeld">Bytes that the newest restore points held at its end, before compression.</param>
/// <param name="BytesRead">Bytes read from the source.</param>
/// <param name="BytesWritten">Bytes written to repositories.</param>
/// <param name="Throttled">Time spent waiting because the source asked for it, over all requests.</param>
/// <param name="ThrottledRequests">Requests refused for now.</param>
/// <param name="Good">Sessions that ended with success.</param>
/// <param name="Warned">Sessions with gaps, and stopped ones.</param>
/// <param name="Failed">Sessions that failed or whose process died.</param>
public sealed record ReportDay(DateOnly Day, long BytesHeld, long BytesRead, long BytesWritten, TimeSpan Throttled, long ThrottledRequests, int Good, int Warned, int Failed);
