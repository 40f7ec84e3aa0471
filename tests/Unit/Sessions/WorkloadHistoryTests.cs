using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Random histories over the workloads of a mailbox. A failing seed is named by its test: run that one again.</summary>
public sealed class WorkloadHistoryTests
{
    private const string User = "user0@contoso.example";

    private static readonly BackupScope Scope = new() { WholeOrganization = true, Workloads = [Workload.Mailbox, Workload.ArchiveMailbox, Workload.Contacts, Workload.Calendar, Workload.OneDrive] };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 24)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_restore_point_is_what_the_mailbox_held(int seed)
    {
        var disorder = new GraphSimulatorOptions { DeltaDuplicates = seed % 3 == 0, DeltaReordering = seed % 4 == 0 };
        await using BackupWorld world = await BackupWorld.CreateAsync(t => t.AddUser(new NewUser(User) { HasArchive = true }), scope: Scope, options: disorder);
        var random = new Random(seed);
        var truths = new List<TenantSnapshot>();
        for (int session = 0; session < 4; session++)
        {
            Change(world, random);
            truths.Add(world.Tenant.Snapshot());
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

    private static void Change(BackupWorld world, Random random)
    {
        MailChanges.Make(world.Tenant.User(User).Archive, random, random.Next(1, 8));
        ContactChanges.Make(world.Tenant.User(User).Contacts, random, random.Next(1, 12));
        CalendarChanges.Make(world.Tenant.User(User).Calendar, random, random.Next(1, 12));
        new RandomChanges(world.Tenant, random.Next()).Apply(random.Next(1, 8));
        if (random.Next(4) == 0)
            world.Tenant.ExpireDeltaTokens(User);
    }
}
