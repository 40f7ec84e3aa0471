using System.Diagnostics;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Telemetry;

/// <summary>Counts what this process moves for one session. Reports are made one after the other.</summary>
internal sealed class SessionMeter : IDisposable
{
    private readonly TagList _tags;
    private SessionStatistics _told = new();

    public SessionMeter(BackupSession session)
    {
        _tags = new TagList { { "veeam365.job", session.JobName } };
        BackupTelemetry.ActiveSessions.Add(1, _tags);
    }

    /// <summary>Passes on what was moved since the last time.</summary>
    /// <param name="now">What this process has moved for the session.</param>
    public void Report(SessionStatistics now)
    {
        Add(BackupTelemetry.Objects, now.ObjectsDone - _told.ObjectsDone);
        Add(BackupTelemetry.Items, now.ItemsTransferred - _told.ItemsTransferred);
        Add(BackupTelemetry.Read, now.BytesRead - _told.BytesRead);
        Add(BackupTelemetry.Written, now.BytesWritten - _told.BytesWritten);
        Add(BackupTelemetry.Requests, now.Requests - _told.Requests);
        Add(BackupTelemetry.Throttled, now.ThrottledRequests - _told.ThrottledRequests);
        Add(BackupTelemetry.Gaps, now.Gaps - _told.Gaps);
        if (now.Throttled > _told.Throttled)
            BackupTelemetry.ThrottledTime.Add((now.Throttled - _told.Throttled).TotalSeconds, _tags);
        _told = now;
    }

    /// <summary>The session has ended; told by whoever closed it.</summary>
    public static void End(BackupSession closed)
    {
        var tags = new TagList { { "veeam365.job", closed.JobName }, { "veeam365.kind", closed.Kind?.ToString() }, { "veeam365.status", closed.Status.ToString() } };
        BackupTelemetry.Sessions.Add(1, tags);
        if (closed.EndedAt is { } end)
            BackupTelemetry.Duration.Record((end - closed.StartedAt).TotalSeconds, tags);
    }

    public void Dispose() => BackupTelemetry.ActiveSessions.Add(-1, _tags);

    private void Add(System.Diagnostics.Metrics.Counter<long> counter, long more)
    {
        if (more > 0)
            counter.Add(more, _tags);
    }
}
