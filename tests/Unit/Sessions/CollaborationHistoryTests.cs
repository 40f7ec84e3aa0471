using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Random histories of a group's mailbox and a team. A failing seed is named by its test: run that one again.</summary>
public sealed class CollaborationHistoryTests
{
    private static readonly BackupScope Scope = new() { WholeOrganization = true, Workloads = [Workload.GroupMailbox, Workload.Team] };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 24)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_restore_point_is_what_groups_and_teams_held(int seed)
    {
        var options = new GraphSimulatorOptions { DeltaDuplicates = seed % 3 == 0, DeltaReordering = seed % 4 == 0, ExpandedReplies = seed % 2 == 0 ? 2 : 1000 };
        await using BackupWorld world = await BackupWorld.CreateAsync(t => t.AddGroup(new NewGroup("Marketing") { IsTeam = true }), scope: Scope, options: options);
        var random = new Random(seed);
        var truths = new List<TenantSnapshot>();
        for (int session = 0; session < 4; session++)
        {
            TeamChanges.Make(world.Tenant.Group("Marketing").Team, random, random.Next(1, 30));
            ConversationChanges.Make(world.Tenant.Group("Marketing").Conversations, random, random.Next(1, 12));
            truths.Add(world.Tenant.Snapshot());
            // The repository alone must tell everything, too.
            if (random.Next(4) == 0)
                await world.Services.Configuration.Caches.RemoveAsync(world.Job.RepositoryId, CancellationToken.None);
            SessionResult result = await world.BackUpAsync(full: random.Next(6) == 0);
            Assert.Equal(SessionStatus.Success, result.Session.Status);
        }

        IReadOnlyList<RestorePoint> points = await world.ListPointsAsync();
        for (int i = 0; i < points.Count; i++)
        {
            IReadOnlyList<string> differences = await world.CompareAsync(points[i], truths[i]);
            Assert.True(differences.Count == 0, $"seed {seed}, session {i + 1}: {string.Join(Environment.NewLine, differences.Take(5))}");
        }
    }
}
