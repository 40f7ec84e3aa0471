using System.Globalization;
using Veeam365.Backup.Core.Model;
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
