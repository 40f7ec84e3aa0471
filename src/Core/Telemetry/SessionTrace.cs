using System.Diagnostics;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Telemetry;

/// <summary>The activities of one session in this process: itself, its steps, and the objects it moves. None is made when nobody listens. Objects are named by their keys, not by people's addresses.</summary>
internal sealed class SessionTrace : IDisposable
{
    private readonly Activity? _session;
    private Activity? _step;

    public SessionTrace(BackupSession session)
    {
        _session = BackupTelemetry.Activities.CreateActivity("backup.session", ActivityKind.Internal);
        _session?.SetTag("veeam365.job", session.JobName).SetTag("veeam365.session", session.Id.ToString()).SetTag("veeam365.attempt", session.Attempt);
        Start(_session);
    }

    /// <summary>Another step begins, and ends the one before.</summary>
    public void Step(string name)
    {
        if (_session is null)
            return;
        Activity? next = Child("backup.step");
        next?.SetTag("veeam365.step", name);
        Start(next);
        Interlocked.Exchange(ref _step, next)?.Stop();
    }

    /// <summary>An object is moved; null when nobody listens.</summary>
    public Activity? Begin(ObjectIdentity identity)
    {
        if (_session is null)
            return null;
        Activity? activity = Child("backup.object");
        activity?.SetTag("veeam365.object", identity.Key).SetTag("veeam365.workload", identity.Workload.ToString());
        Start(activity);
        return activity;
    }

    /// <summary>An object is done with.</summary>
    public static void End(Activity? activity, SessionStatistics moved)
    {
        activity?.SetTag("veeam365.items", moved.ItemsTransferred).SetTag("veeam365.bytes", moved.BytesRead).SetTag("veeam365.gaps", moved.Gaps);
        activity?.Stop();
    }

    /// <summary>The session was closed.</summary>
    public void End(BackupSession closed)
    {
        _session?.SetTag("veeam365.status", closed.Status.ToString()).SetTag("veeam365.kind", closed.Kind?.ToString());
        if (closed.Status == SessionStatus.Failed)
            _session?.SetStatus(ActivityStatusCode.Error);
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _step, null)?.Stop();
        _session?.Stop();
    }

    private Activity? Child(string name) => BackupTelemetry.Activities.CreateActivity(name, ActivityKind.Internal, _session!.Context);

    // Not the current one of whoever runs here: objects side by side would be taken for children of each other.
    private static void Start(Activity? activity)
    {
        Activity? current = Activity.Current;
        activity?.Start();
        Activity.Current = current;
    }
}
