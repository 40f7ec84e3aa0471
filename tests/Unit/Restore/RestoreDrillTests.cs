using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>Reading a restore point as a restore would.</summary>
public sealed class RestoreDrillTests
{
    [Fact]
    public async Task Everything_is_read_and_the_time_is_told()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(MailRestoreTests.Fill);

        DrillReport report = await RunAsync(world, new DrillRequest { Point = world.Point });

        Assert.Equal((21, 21, 0), (report.Items, report.ItemsTotal, report.Damaged));
        Assert.Equal(report.BytesTotal, report.Bytes);
        Assert.True(report.ItemsPerSecond > 0 && report.EstimateForAll >= report.Elapsed);
    }

    [Fact]
    public async Task A_share_reads_some_of_each_object_and_the_same_ones_for_the_same_seed()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(MailRestoreTests.Fill);

        DrillReport first = await RunAsync(world, new DrillRequest { Point = world.Point, Percent = 20 });
        DrillReport second = await RunAsync(world, new DrillRequest { Point = world.Point, Percent = 20 });

        Assert.InRange(first.Items, 2, 12);
        Assert.Equal(21, first.ItemsTotal);
        Assert.Equal((first.Items, first.Bytes), (second.Items, second.Bytes));
    }

    [Fact]
    public async Task Damaged_items_are_named()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(MailRestoreTests.Fill);
        foreach (string pack in Directory.GetFiles(Path.Combine(world.World.RepositoryPath, "packs"), "*", SearchOption.AllDirectories))
        {
            byte[] bytes = await File.ReadAllBytesAsync(pack);
            for (int i = 64; i < bytes.Length / 2; i += 97)
                bytes[i] ^= 0x5A;
            File.SetAttributes(pack, FileAttributes.Normal);
            await File.WriteAllBytesAsync(pack, bytes);
        }

        var damaged = new List<RestoredItem>();
        DrillReport report = await RunAsync(world, new DrillRequest { Point = world.Point }, damaged);

        Assert.True(report.Damaged > 0);
        Assert.Equal(report.Damaged, damaged.Count);
        Assert.All(damaged, d => Assert.IsType<DataDamagedException>(d.Error));
    }

    [Fact]
    public async Task The_share_can_be_restored_to_a_scratch_user()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(MailRestoreTests.Fill);
        SimulatedUser scratch = world.Tenant.AddUser(new NewUser("scratch@contoso.example") { HasArchive = true });

        DrillReport report = await RunAsync(world, new DrillRequest { Point = world.Point, ScratchUser = scratch.UserPrincipalName });

        Assert.Equal((21, 0), (report.Scratch!.Statistics.Created, report.Scratch.Statistics.Failed));
        Assert.NotNull(report.EstimateForRestore);
        Assert.Equal(20, scratch.Mailbox.MessageCount);
    }

    [Fact]
    public async Task Files_of_one_name_of_several_users_do_not_meet_at_the_scratch_user()
    {
        string[] people = ["anna", "berta", "carla", "dora"];
        await using RestoreWorld world = await RestoreWorld.CreateOfAsync(
            tenant =>
            {
                foreach (string name in people)
                    tenant.AddUser($"{name}@contoso.example").Drive.AddFile("root", "same.txt", FileContent.Of(Encoding.UTF8.GetBytes(name)), DateTimeOffset.UnixEpoch);
            },
            [Workload.OneDrive]);
        SimulatedUser scratch = world.Tenant.AddUser("scratch@contoso.example");

        DrillReport report = await RunAsync(world, new DrillRequest { Point = world.Point, ScratchUser = scratch.UserPrincipalName });

        Assert.Equal((people.Length, 0), (report.Scratch!.Statistics.Created, report.Scratch.Statistics.Failed));
        Assert.Equal(people.Select(static p => $"{p}@contoso.example/same.txt"), scratch.Drive.Snapshot().Items().Select(static i => i.Path).Where(static p => p.EndsWith(".txt", StringComparison.Ordinal)).Select(static p => p[(p.IndexOf('/', StringComparison.Ordinal) + 1)..]).Order());
    }

    [Fact]
    public async Task Several_drives_that_are_restored_to_one_user_take_turns_so_that_one_name_is_taken_once()
    {
        await using RestoreWorld world = await RestoreWorld.CreateOfAsync(
            tenant =>
            {
                for (int i = 0; i < 4; i++)
                    tenant.AddUser($"user{i}@contoso.example").Drive.AddFile(tenant.User($"user{i}@contoso.example").Drive.AddFolder("root", "Papers"), "same.txt", FileContent.Of([7]), DateTimeOffset.UnixEpoch);
            },
            [Workload.OneDrive]);
        SimulatedUser target = world.Tenant.AddUser("target@contoso.example");

        RestoreOutcome outcome = await world.RestoreWellAsync(world.Request() with { TargetUser = target.Id });

        Assert.Equal(1, outcome.Session.Statistics.Created);
        Assert.Equal("Papers/same.txt", Assert.Single(target.Drive.Snapshot().Items(), i => i.Name == "same.txt").Path);
    }

    private static async Task<DrillReport> RunAsync(RestoreWorld world, DrillRequest request, List<RestoredItem>? damaged = null)
    {
        var services = world.World.Services with { Targets = new GraphOrganizationTargetFactory(SourceFixture.Impatient) };
        return await new RestoreDrill(services).RunAsync(request, world.Credential, new Observer(damaged ?? []), _ => { }, CancellationToken.None);
    }

    private sealed class Observer(List<RestoredItem> damaged) : IRestoreObserver
    {
        public void OnItem(RestoredItem item)
        {
            lock (damaged)
            {
                if (item.Error is not null)
                    damaged.Add(item);
            }
        }

        public void OnLog(SessionLogEntry entry)
        {
        }

        public void OnProgress(RestoreProgress progress)
        {
        }
    }
}
