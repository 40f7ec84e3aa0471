using System.Diagnostics;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;

namespace Veeam365.Backup.Bench;

/// <summary>Runs the job of a workplace once.</summary>
internal static class SessionChild
{
    public static async Task<ChildResult> RunAsync(string configuration, string jobName, SessionOptions options, CancellationToken cancellationToken)
    {
        BackupServices services = await BackupServicesFactory.OpenAsync(configuration, null, cancellationToken);
        await using var _ = services.Configuration;
        BackupJob job = await services.Configuration.Jobs.FindAsync(jobName, cancellationToken) ?? throw new InvalidOperationException("The workplace has no job.");
        var watch = Stopwatch.StartNew();
        BackupSession session = await new JobRunner(services, options).RunAsync(new StartRequest(job, Full: false), new NullSessionObserver(), cancellationToken);
        double seconds = watch.Elapsed.TotalSeconds;
        if (session.Status != SessionStatus.Success)
            throw new InvalidOperationException($"The session ended as {session.Status}: {session.Message}");
        SessionStatistics moved = session.Statistics;
        return new ChildResult(session.Status.ToString(), seconds, ChildResult.ProcessorSeconds(), ChildResult.PeakMiB(), moved.ItemsTransferred, moved.Requests, moved.BytesRead);
    }
}
