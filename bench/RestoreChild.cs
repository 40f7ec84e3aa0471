using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Bench;

/// <summary>Restores all of a job's newest restore point to the places it came from.</summary>
internal static class RestoreChild
{
    /// <returns>How it ended.</returns>
    public static async Task<string> RunAsync(string configuration, string jobName, CancellationToken cancellationToken)
    {
        BackupServices services = await BackupServicesFactory.OpenAsync(configuration, null, cancellationToken);
        await using var _ = services.Configuration;
        BackupJob job = await services.Configuration.Jobs.FindAsync(jobName, cancellationToken) ?? throw new InvalidOperationException("The workplace has no job.");
        RestorePoint point = await services.Configuration.RestorePoints.ListAsync(new RestorePointQuery { JobId = job.Id }, cancellationToken).FirstAsync(cancellationToken);
        RestoreSession session = await new RestoreRunner(services).RunAsync(new RestoreRequest { Point = point, Collision = CollisionRule.Replace }, null, new Silence(), cancellationToken);
        return $"{session.Status}: {session.Message}";
    }

    private sealed class Silence : IRestoreObserver
    {
        public void OnItem(RestoredItem item)
        {
        }

        public void OnLog(SessionLogEntry entry)
        {
        }

        public void OnProgress(RestoreProgress progress)
        {
        }
    }
}
