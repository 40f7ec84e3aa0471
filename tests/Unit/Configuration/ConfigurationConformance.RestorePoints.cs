using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Configuration;

public abstract partial class ConfigurationConformance
{
    [Fact]
    public async Task A_restore_point_comes_back_and_is_added_once()
    {
        BackupRepository repository = await AddRepositoryAsync("Main");
        RestorePoint point = Samples.RestorePoint(repository, 1);
        await Configuration.RestorePoints.AddAsync(point, None);
        await Configuration.RestorePoints.AddAsync(point with { Items = 1 }, None);

        Assert.Equal(point, await Configuration.RestorePoints.FindAsync(point.Id, None));
        Assert.Equal([point], await PointsAsync(new RestorePointQuery()));
        Assert.Null(await Configuration.RestorePoints.FindAsync(Guid.NewGuid(), None));
        await FailsAsync<NotFoundException>("Repository.NotFound", () => Configuration.RestorePoints.AddAsync(Samples.RestorePoint(Samples.Repository(), 1), None));
    }

    [Fact]
    public async Task Restore_points_are_listed_newest_first_by_job_repository_and_organization()
    {
        BackupRepository main = await AddRepositoryAsync("Main");
        BackupRepository copy = await AddRepositoryAsync("Copy");
        var job = Guid.NewGuid();
        RestorePoint[] points =
        [
            Samples.RestorePoint(main, 2, job),
            Samples.RestorePoint(main, 1, job),
            Samples.RestorePoint(copy, 3, job),
            Samples.RestorePoint(main, 4),
        ];
        foreach (RestorePoint point in points)
            await Configuration.RestorePoints.AddAsync(point, None);

        Assert.Equal([points[3], points[2], points[0], points[1]], await PointsAsync(new RestorePointQuery()));
        Assert.Equal([points[2], points[0], points[1]], await PointsAsync(new RestorePointQuery { JobId = job }));
        Assert.Equal([points[3], points[0]], await PointsAsync(new RestorePointQuery { RepositoryId = main.Id, Limit = 2 }));
        Assert.Equal([points[0], points[1]], await PointsAsync(new RestorePointQuery { RepositoryId = main.Id, JobId = job }));
        Assert.Equal([points[3]], await PointsAsync(new RestorePointQuery { OrganizationId = points[3].OrganizationId }));
    }

    [Fact]
    public async Task More_restore_points_than_a_page_of_one_moment_are_listed_once_each()
    {
        BackupRepository repository = await AddRepositoryAsync("Main");
        var job = Guid.NewGuid();
        RestorePoint[] points = [.. Enumerable.Range(1, 1_100).Select(i => Samples.RestorePoint(repository, i % 3, job) with { CreatedAt = Samples.Time })];
        foreach (RestorePoint point in points)
            await Configuration.RestorePoints.AddAsync(point, None);

        List<RestorePoint> listed = await PointsAsync(new RestorePointQuery { JobId = job });
        Assert.Equal(1_100, listed.DistinctBy(p => p.Id).Count());
        Assert.Equal(1_100, listed.Count);
        Assert.Equal(listed.OrderByDescending(p => p.Sequence).Select(p => p.Sequence), listed.Select(p => p.Sequence));

        await Configuration.RestorePoints.RemoveAsync([.. points.Skip(1).Select(p => p.Id), Guid.NewGuid()], None);
        Assert.Equal([points[0]], await PointsAsync(new RestorePointQuery()));
    }

    [Fact]
    public async Task A_removed_repository_takes_its_restore_points_along()
    {
        BackupRepository gone = await AddRepositoryAsync("Gone");
        BackupRepository kept = await AddRepositoryAsync("Kept");
        RestorePoint point = Samples.RestorePoint(kept, 1);
        await Configuration.RestorePoints.AddAsync(Samples.RestorePoint(gone, 1), None);
        await Configuration.RestorePoints.AddAsync(point, None);

        await Configuration.Repositories.RemoveAsync(gone.Id, None);
        Assert.Equal([point], await PointsAsync(new RestorePointQuery()));
    }

    private async Task<BackupRepository> AddRepositoryAsync(string name)
    {
        BackupRepository repository = Samples.Repository(name);
        await Configuration.Repositories.AddAsync(repository, new RepositorySecrets(null, null), None);
        return repository;
    }

    private async Task<List<RestorePoint>> PointsAsync(RestorePointQuery query)
    {
        var points = new List<RestorePoint>();
        await foreach (RestorePoint point in Configuration.RestorePoints.ListAsync(query, None))
            points.Add(point);
        return points;
    }
}
