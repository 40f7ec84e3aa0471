using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;

/// <summary>Decides which restore points go: those that are asked for and those older than the horizon, but never the newest of a job that goes on, and never a protected one.</summary>
internal sealed class PointChoice(RetentionRequest request)
{
    /// <summary>The restore points of one job that go.</summary>
    /// <param name="points">All of them, oldest first.</param>
    public IReadOnlyList<StoredRestorePoint> Choose(IReadOnlyList<StoredRestorePoint> points)
    {
        List<StoredRestorePoint> gone = [];
        for (int i = 0; i < points.Count; i++)
        {
            RestorePointManifest point = points[i].Manifest;
            bool isBase = i == points.Count - 1 && !request.EndedJobs.Contains(point.JobId);
            bool goes = request.Remove.Contains(point.Id) || (i < points.Count - 1 && point.CreatedAt < request.Horizon);
            if (goes && !isBase && !request.Protected.Contains(point.Id))
                gone.Add(points[i]);
        }

        return gone;
    }

    /// <summary>As a plan shows it.</summary>
    public static PlannedPoint Describe(RestorePointManifest point) => new(point.Id, point.JobId, point.JobName, point.Sequence, point.CreatedAt);
}
