using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories.ObjectStorage;

namespace Veeam365.Backup.Tests.Verification;

/// <summary>What tells of removed restore points, and the heads they handed down, is validated like everything that restore points are read from.</summary>
public sealed class RemovalValidationTests
{
    [Theory]
    [InlineData(RepositoryLayout.RemovalRecords, false)]
    [InlineData(RepositoryLayout.RemovalRecords, true)]
    [InlineData(RepositoryLayout.HeadLists, false)]
    [InlineData(RepositoryLayout.HeadLists, true)]
    public async Task A_damaged_or_missing_record_of_removed_restore_points_is_named(string folder, bool isGone)
    {
        await using CareWorld care = await CareWorld.CreateAsync(sessions: 4);
        IReadOnlyList<RestorePoint> points = await care.World.ListPointsAsync();
        await new RetentionOperations(care.World.Services).RemoveAsync(await care.RepositoryAsync(), [points[0], points[2]], CancellationToken.None);
        Assert.Empty((await care.CareAsync()).Report.Damage);
        string file = care.Files(folder)[^1];

        if (isGone)
            File.Delete(file);
        else
            CareWorld.Flip(file, 0.5);
        RepositoryCareResult result = await care.CareAsync();

        Assert.Contains(result.Report.Damage, d => d.Key == care.KeyOf(file) || (isGone && d.Key.Contains(care.World.Job.Id.ToString("N"), StringComparison.Ordinal)));
        Assert.Null(result.Report.LastVerified);
    }
}
