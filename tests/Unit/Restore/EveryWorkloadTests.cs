using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Tests.Histories;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>
/// Each workload: filled at random, backed up, changed and deleted at random, restored. What the restore point held is there again, word by word but for what Graph forces
/// (docs/restore.md); what people made since stays; and a second restore finds nothing to do.
/// </summary>
public sealed class EveryWorkloadTests
{
    private const int Changes = 40;

    public static TheoryData<Workload, int> Cases
    {
        get
        {
            var cases = new TheoryData<Workload, int>();
            foreach (Workload workload in (Workload[])[Workload.Mailbox, Workload.ArchiveMailbox, Workload.Contacts, Workload.Calendar, Workload.OneDrive, Workload.Site, Workload.Team])
            {
                foreach (int seed in (int[])[1, 2, 3])
                    cases.Add(workload, seed);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_the_restore_point_held_is_there_again(Workload workload, int seed)
    {
        var random = new Random(seed);
        await using RestoreWorld world = await RestoreWorld.CreateOfAsync(
            tenant =>
            {
                WholeTenant.Fill(tenant);
                Change(tenant, workload, random);
                GiveOwners(tenant.Group("Marketing").Team);
            },
            [workload]);
        Change(world.Tenant, workload, random);
        MakeSubsites(world);

        await world.RestoreWellAsync(CollisionRule.Replace);
        IReadOnlyList<string> truth = Lines(world.Truth, workload), now = Lines(world.Tenant.Snapshot(), workload);
        RestoreOutcome again = await world.RestoreWellAsync();

        string[] missing = [.. Missing(truth, now)];
        Assert.True(missing.Length == 0, string.Join(Environment.NewLine, missing.Take(5).Select(m => Compare(m, now))));
        Assert.Equal(0, again.Session.Statistics.Created + again.Session.Statistics.Copied);
        Assert.Equal(now, Lines(world.Tenant.Snapshot(), workload));
    }

    private static void Change(SimulatedTenant tenant, Workload workload, Random random)
    {
        HistoryWorkload history = HistoryOf(tenant, workload, random);
        for (int i = 0; i < Changes; i++)
            history.Change(random);
    }

    /// <summary>Teams lets no private channel be without.</summary>
    private static void GiveOwners(SimulatedTeam team)
    {
        foreach (SimulatedChannel channel in team.Channels.Where(c => c.MembershipType != "standard"))
            channel.Members.Set("anna@contoso.example", "owner");
    }

    /// <summary>What Graph cannot do and a person must: subsites that are gone are made, empty.</summary>
    private static void MakeSubsites(RestoreWorld world)
    {
        foreach (SiteSnapshot gone in world.Truth.Sites.Single(s => s.Id == world.Site.Id).Subsites.Where(s => world.Site.Subsites.All(l => l.Id != s.Id)))
            world.Site.AddSubsite(gone.WebUrl[(gone.WebUrl.LastIndexOf('/') + 1)..], gone.DisplayName);
    }

    private static HistoryWorkload HistoryOf(SimulatedTenant tenant, Workload workload, Random random)
    {
        SimulatedUser anna = tenant.User(RestoreWorld.User);
        return workload switch
        {
            Workload.Mailbox => new MailHistory(anna.Id, workload, anna.Mailbox),
            Workload.ArchiveMailbox => new MailHistory(anna.Id, workload, anna.Archive),
            Workload.Contacts => new ItemsHistory(anna.Id, workload, anna.Contacts, r => ContactChanges.Make(anna.Contacts, r, 1)),
            Workload.Calendar => new ItemsHistory(anna.Id, workload, anna.Calendar, r => CalendarChanges.Make(anna.Calendar, r, 1)),
            Workload.OneDrive => new DriveHistory(anna.Id, workload, anna.Drive),
            Workload.Site => new SiteHistory(tenant.Sites.Single(s => s.WebUrl.EndsWith("/sites/hr", StringComparison.Ordinal)), random),
            _ => new TeamHistory(tenant.Group("Marketing").Team),
        };
    }

    private static IReadOnlyList<string> Lines(TenantSnapshot tenant, Workload workload)
    {
        UserSnapshot anna = tenant.User(RestoreWorld.User);
        return workload switch
        {
            Workload.Mailbox => TargetTruth.Mail(anna.Mailbox!),
            Workload.ArchiveMailbox => TargetTruth.Mail(anna.Archive!),
            Workload.Contacts => TargetTruth.Items(anna.Contacts!),
            Workload.Calendar => TargetTruth.Items(anna.Calendar!),
            Workload.OneDrive => TargetTruth.Files(anna.Drive!),
            Workload.Site => [.. tenant.Sites.SelectMany(TargetTruth.Site)],
            _ => TargetTruth.Team(tenant.Group("Marketing").Team!),
        };
    }

    /// <summary>Where a line differs first from the one that is most like it.</summary>
    private static string Compare(string wanted, IReadOnlyList<string> there)
    {
        string nearest = there.MaxBy(l => Alike(l, wanted)) ?? "";
        int at = Math.Max(0, Alike(nearest, wanted) - 20);
        return $"missing {Part(wanted, 0)} ... {Part(wanted, at)} (there is {Part(nearest, at)})";
    }

    private static int Alike(string one, string other) => one.Zip(other).TakeWhile(p => p.First == p.Second).Count();

    private static string Part(string line, int at) => line.Length <= at ? "" : line[at..Math.Min(line.Length, at + 100)];

    /// <summary>Lines that are wanted more often than they are there.</summary>
    private static IEnumerable<string> Missing(IReadOnlyList<string> wanted, IReadOnlyList<string> there)
    {
        ILookup<string, string> found = there.ToLookup(l => l, StringComparer.Ordinal);
        return wanted.GroupBy(l => l, StringComparer.Ordinal).Where(g => g.Count() > found[g.Key].Count()).Select(g => g.Key);
    }
}
