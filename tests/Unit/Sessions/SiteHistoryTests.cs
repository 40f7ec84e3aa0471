using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Random histories of sites. A failing seed is named by its test: run that one again.</summary>
public sealed class SiteHistoryTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_restore_point_is_what_the_sites_held(int seed)
    {
        var disorder = new GraphSimulatorOptions { DeltaDuplicates = seed % 3 == 0, DeltaReordering = seed % 4 == 0 };
        bool versions = seed % 2 == 0;
        var scope = new BackupScope { WholeOrganization = true, Workloads = [Workload.Site], FileVersions = versions };
        await using BackupWorld world = await BackupWorld.CreateAsync(Fill, scope: scope, options: disorder);
        var random = new Random(seed);
        var changes = world.Tenant.Sites.Select(s => new SiteChanges(s, random)).ToList();
        var truths = new List<TenantSnapshot>();
        for (int session = 0; session < 4; session++)
        {
            changes.ForEach(c => c.Make(random.Next(1, 15)));
            truths.Add(world.Tenant.Snapshot());
            SessionResult result = await world.BackUpAsync(full: random.Next(6) == 0);
            Assert.Equal(SessionStatus.Success, result.Session.Status);
        }

        IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();
        Assert.Equal(truths.Count, points.Count);
        for (int i = 0; i < points.Count; i++)
        {
            IReadOnlyList<string> differences = await world.CompareAsync(points[i], truths[i], versions);
            Assert.True(differences.Count == 0, $"seed {seed}, session {i + 1}: {string.Join(Environment.NewLine, differences.Take(5))}");
        }
    }

    private static void Fill(SimulatedTenant tenant)
    {
        tenant.AddSite("/sites/hr", "Human Resources");
        tenant.AddSite("/sites/sales", "Sales");
    }
}
