using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

public sealed class SegmentMergeTests
{
    [Fact]
    public async Task Long_chains_are_merged_and_a_rebuilt_cache_shows_every_restore_point_as_it_was()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 10, files: 4));
        var changes = new RandomChanges(world.Tenant, 11);
        var truths = new List<TenantSnapshot>();
        for (int session = 0; session < 20; session++)
        {
            truths.Add(world.Tenant.Snapshot());
            Assert.Equal(SessionStatus.Success, (await world.BackUpAsync()).Session.Status);
            changes.Apply(8);
        }
        await world.Services.Configuration.Caches.RemoveAsync(world.Job.RepositoryId, CancellationToken.None);

        IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();
        foreach (int i in (int[])[0, 6, 7, 8, 14, 15, 16, 19])
            await world.AssertIdenticalAsync(points[i], truths[i]);

        Assert.InRange(await LongestChainAsync(world), 1, 1 + 7 + 7);
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(16, 8)]
    [InlineData(64, 1)]
    [InlineData(72, 64)]
    public void Every_eighth_head_builds_on_the_one_before_its_span(int head, int expected)
    {
        SegmentReference[] chain = [.. new[] { 1, 8, 16, 24, 32, 40, 48, 56, 64 }.Where(h => h < head).Select(Segment)];

        Assert.Equal(expected, SegmentMerge.ParentOf(head, chain).Head);
    }

    private static SegmentReference Segment(int head) => new("object", head, $"segment {head}", default);

    private static async Task<int> LongestChainAsync(BackupWorld world)
    {
        BackupRepository repository = (await world.Services.Configuration.Repositories.ListAsync(CancellationToken.None))[0];
        await using RepositoryConnection connection = await RepositoryConnection.OpenAsync(world.Services, repository, CancellationToken.None);
        int longest = 0;
        await foreach (HeadRecord head in connection.Cache.ListHeadsAsync(world.Job.Id, 20, CancellationToken.None))
        {
            SegmentManifest manifest = await connection.Repository.ReadSegmentManifestAsync(head.Segment, CancellationToken.None);
            longest = Math.Max(longest, manifest.Chain.Count);
        }
        return longest;
    }
}
