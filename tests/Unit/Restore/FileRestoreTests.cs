using System.Globalization;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>Getting files back.</summary>
public sealed class FileRestoreTests
{
    [Fact]
    public async Task What_was_deleted_moved_and_changed_is_as_it_was_again()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        SimulatedDrive drive = world.Anna.Drive;
        drive.DeleteItem(drive.ItemId("Docs/a.txt"));
        drive.UpdateFile(drive.ItemId("Docs/b.txt"), FileContent.Of([9, 9, 9]));
        drive.RenameItem(drive.ItemId("Docs/c.txt"), "renamed.txt");
        drive.MoveItem(drive.ItemId("Docs/Deep"), "root");
        drive.DeleteItem(drive.ItemId("Gone"));

        await world.RestoreWellAsync(CollisionRule.Replace);

        Assert.Equal(TargetTruth.Files(world.Truth.User(RestoreWorld.User).Drive!), TargetTruth.Files(world.Anna.Drive.Snapshot()));
    }

    [Fact]
    public async Task Only_what_is_missing_is_sent()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        world.Anna.Drive.DeleteItem(world.Anna.Drive.ItemId("Docs/b.txt"));

        RestoreOutcome outcome = await world.RestoreWellAsync();

        Assert.Equal((1, 300), (outcome.Session.Statistics.Created, outcome.Session.Statistics.BytesSent));
        Assert.Equal(outcome.Session.Statistics.ItemsTotal - 1, outcome.Session.Statistics.Unchanged);
    }

    [Fact]
    public async Task A_copy_of_a_changed_file_gets_a_name_of_its_own_once()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        world.Anna.Drive.UpdateFile(world.Anna.Drive.ItemId("Docs/b.txt"), FileContent.Of([1]));

        await world.RestoreWellAsync(CollisionRule.Copy);
        RestoreOutcome again = await world.RestoreWellAsync(CollisionRule.Copy);

        Assert.Equal(0, again.Session.Statistics.Copied);
        Assert.Single(world.Anna.Drive.Snapshot().Items(), i => i.Name.StartsWith("b (restored ", StringComparison.Ordinal) && i.Size == 300);
    }

    [Fact]
    public async Task A_large_file_goes_fragment_by_fragment_through_lost_answers_and_an_expired_session()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(anna => anna.Drive.AddFile("root", "large.bin", FileContent.Synthetic(23_000_000, 7)));
        world.Anna.Drive.DeleteItem(world.Anna.Drive.ItemId("large.bin"));
        // Taken, but the answer is lost: after the first fragment, and after the last one.
        world.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.TruncatedBody, Method = "PUT", Path = "/upload/drive", Count = 1 });
        world.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.TruncatedBody, Method = "PUT", Path = "/upload/drive", Count = 1, Skip = 4 });

        await world.RestoreWellAsync();

        Assert.Equal(TargetTruth.Files(world.Truth.User(RestoreWorld.User).Drive!), TargetTruth.Files(world.Anna.Drive.Snapshot()));
    }

    [Fact]
    public async Task A_full_drive_is_a_clear_error()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        world.Anna.Drive.DeleteItem(world.Anna.Drive.ItemId("Docs"));
        world.Anna.Drive.Quota = 100;

        RestoreOutcome full = await world.RestoreAsync(world.Request());

        Assert.Equal("Target.Full", full.Items.Last(i => i.Error is not null).Error!.ErrorId);
        Assert.True(full.Session.Statistics.Failed > 0);
    }

    [Fact]
    public async Task Files_are_restored_to_another_user()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        SimulatedUser bert = world.Tenant.AddUser("bert@contoso.example");

        RestoreOutcome outcome = await world.RestoreAsync(world.Request() with { TargetUser = bert.Id });

        Assert.Equal(SessionStatus.Success, outcome.Session.Status);
        Assert.Equal(TargetTruth.Files(world.Truth.User(RestoreWorld.User).Drive!), TargetTruth.Files(bert.Drive.Snapshot()));
    }

    [Fact]
    public async Task Permissions_are_granted_again_when_that_is_wanted_and_nobody_gets_a_mail()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(anna =>
        {
            Fill(anna);
            anna.Drive.Share(anna.Drive.ItemId("Docs/b.txt"), "write", "bert");
            anna.Drive.Share(anna.Drive.ItemId("Docs/b.txt"), "read", null, "organization");
            anna.Drive.Share(anna.Drive.ItemId("Docs"), "read", "carl");
        });
        world.Anna.Drive.DeleteItem(world.Anna.Drive.ItemId("Docs"));

        await world.RestoreWellAsync();
        IReadOnlyList<string> without = Granted(world);
        await world.RestoreWellAsync(world.Request() with { IncludePermissions = true });
        await world.RestoreWellAsync(world.Request() with { IncludePermissions = true });

        Assert.Empty(without);
        Assert.Equal(["Docs read carl ", "Docs/b.txt read  organization", "Docs/b.txt write bert "], Granted(world));
    }

    [Fact]
    public async Task A_chosen_version_of_a_file_becomes_the_file_or_lies_beside_it()
    {
        await using RestoreWorld world = await RestoreWorld.CreateOfAsync(
            tenant =>
            {
                SimulatedDrive drive = tenant.AddUser(RestoreWorld.User).Drive;
                string file = drive.AddFile(drive.AddFolder("root", "Docs"), "a.txt", FileContent.Of([1, 1]));
                drive.UpdateFile(file, FileContent.Of([2, 2]));
                drive.UpdateFile(file, FileContent.Of([3, 3]));
            },
            [Workload.OneDrive],
            fileVersions: true);
        RestoreItem version = (await world.FindAsync(new RestoreQuery { Kinds = [ItemKind.FileVersion] })).Single(v => v.Version.Name == "1.0");
        SimulatedDrive live = world.Anna.Drive;

        await world.RestoreWellAsync(world.Request(CollisionRule.Copy) with { Items = [version] });
        await world.RestoreWellAsync(world.Request(CollisionRule.Copy) with { Items = [version] });
        await world.RestoreWellAsync(world.Request(CollisionRule.Replace) with { Items = [version] });
        RestoreOutcome again = await world.RestoreWellAsync(world.Request(CollisionRule.Replace) with { Items = [version] });

        Assert.Equal([1, 1], live.Snapshot().Items().Single(i => i.Path == "Docs/a.txt").ReadContent());
        Assert.Equal([1, 1], live.Snapshot().Items().Single(i => i.Path.StartsWith("Docs/a (restored", StringComparison.Ordinal)).ReadContent());
        Assert.Equal(0, again.Session.Statistics.BytesSent);
    }

    [Fact]
    public async Task Files_that_were_backed_up_with_their_versions_are_known_to_be_unchanged()
    {
        await using RestoreWorld world = await RestoreWorld.CreateOfAsync(tenant => Fill(tenant.AddUser(RestoreWorld.User)), [Workload.OneDrive], fileVersions: true);

        RestoreOutcome outcome = await world.RestoreWellAsync();

        Assert.Equal(outcome.Session.Statistics.ItemsTotal, outcome.Session.Statistics.Unchanged);
    }

    private static IReadOnlyList<string> Granted(RestoreWorld world) =>
        [.. world.Anna.Drive.Snapshot().Items().SelectMany(i => i.Permissions.Select(p => $"{i.Path} {p.Role} {p.GrantedTo} {p.LinkScope}")).Order(StringComparer.Ordinal)];

    internal static void Fill(SimulatedUser anna)
    {
        SimulatedDrive drive = anna.Drive;
        string docs = drive.AddFolder("root", "Docs"), deep = drive.AddFolder(docs, "Deep"), gone = drive.AddFolder("root", "Gone");
        foreach ((string name, int size) in ((string, int)[])[("a.txt", 0), ("b.txt", 300), ("c.txt", 5000), ("#% &+'x.txt", 77), ("\u00fc\u4e2d\u202e.txt", 9)])
            drive.AddFile(docs, name, FileContent.Of(MailRestoreTests.Bytes(size, size)), new DateTimeOffset(2024, 2, 3, 4, 5, 6, TimeSpan.Zero));
        for (int i = 0; i < 10; i++)
            drive.AddFile(i % 2 == 0 ? deep : gone, string.Create(CultureInfo.InvariantCulture, $"{i}.bin"), FileContent.Of(MailRestoreTests.Bytes(1000 + i, i)), new DateTimeOffset(2023, 1, 1 + i, 0, 0, 0, TimeSpan.Zero));
    }
}
