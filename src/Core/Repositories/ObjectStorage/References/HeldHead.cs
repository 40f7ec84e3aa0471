using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.References;

/// <summary>A head that surviving restore points hold: consecutive ones of one job; or that a checkpoint holds and no restore point yet.</summary>
/// <param name="Head">The head.</param>
/// <param name="JobPoints">All surviving restore points of the job, oldest first.</param>
/// <param name="First">The first of them that holds it.</param>
/// <param name="Last">The last.</param>
internal sealed record HeldHead(HeadRecord Head, IReadOnlyList<PointLabel> JobPoints, int First, int Last)
{
    /// <summary>A head of a checkpoint.</summary>
    public static HeldHead OfCheckpoint(HeadRecord head) => new(head, [], 0, -1);

    /// <summary>The restore points that hold it, oldest first.</summary>
    public IEnumerable<PointLabel> Points()
    {
        for (int i = First; i <= Last; i++)
            yield return JobPoints[i];
    }
}
