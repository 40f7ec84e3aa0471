using Veeam365.Backup.Core.Model;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Restore;

/// <summary>Restores through failing calls, and restores that were broken off: nothing twice, nothing missing.</summary>
public sealed class RestoreFaultTests
{
    /// <summary>Every kind of write call, and how it fails.</summary>
    public static TheoryData<FaultKind, int> Faults => new()
    {
        { FaultKind.Status, 503 },
        { FaultKind.Status, 500 },
        { FaultKind.ConnectionReset, 0 },
        // The service does what it was asked, and the answer is lost on its way: the crash window between its doing and our knowing.
        { FaultKind.TruncatedBody, 0 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Each_kind_of_write_fails_now_and_then_and_all_is_there_once(FaultKind kind, int status)
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        Empty(world.Anna);
        foreach (string method in (string[])["POST", "PATCH", "PUT", "DELETE"])
            world.Simulator.Faults.Add(new FaultRule { Kind = kind, Method = method, Path = "v1.0|upload", StatusCode = status == 0 ? 503 : status, Probability = 0.2, Seed = 5, Count = null });

        await world.RestoreAsync(world.Request());
        world.Simulator.Faults.Clear();
        await world.RestoreWellAsync();

        AssertIsTrue(world);
    }

    [Fact]
    public async Task Throttled_writes_wait_as_long_as_they_were_told()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        Empty(world.Anna);
        world.Simulator.Faults.Add(new FaultRule { Method = "POST", StatusCode = 429, RetryAfter = TimeSpan.FromMilliseconds(300), Count = 3, Skip = 2, Path = "v1.0" });

        RestoreOutcome outcome = await world.RestoreWellAsync();

        Assert.Equal(3, outcome.Session.Statistics.ThrottledRequests);
        Assert.Empty(world.Simulator.Log.RetryAfterViolations);
        AssertIsTrue(world);
    }

    [Fact]
    public async Task A_restore_that_is_stopped_anywhere_and_run_again_leaves_nothing_out_and_makes_nothing_twice()
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        Empty(world.Anna);
        for (int stopAfter = 1; stopAfter <= 31; stopAfter += 6)
        {
            using var stop = new CancellationTokenSource();
            int left = stopAfter;
            try
            {
                await world.RestoreAsync(world.Request(), onItem: _ =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                        stop.Cancel();
                }, cancellationToken: stop.Token);
            }
            catch (OperationCanceledException)
            {
                // As asked.
            }
        }

        await world.RestoreWellAsync();

        AssertIsTrue(world);
        List<RestoreSession> sessions = await world.World.Services.Configuration.RestoreSessions.ListAsync(CancellationToken.None).ToListAsync();
        Assert.Equal(SessionStatus.Success, sessions[0].Status);
        Assert.Contains(sessions, s => s.Status == SessionStatus.Stopped);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(41)]
    public async Task A_restore_whose_connection_dies_for_good_at_a_write_is_completed_by_the_next_one(int skip)
    {
        await using RestoreWorld world = await RestoreWorld.CreateAsync(Fill);
        Empty(world.Anna);
        // What was sent is done, and from then on nothing comes through: as when the process is killed.
        world.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.TruncatedBody, Method = "POST", Path = "v1.0", Skip = skip, Count = null });
        world.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.TruncatedBody, Method = "PATCH", Path = "v1.0", Skip = skip, Count = null });

        try
        {
            await world.RestoreAsync(world.Request());
        }
        catch (BackupException)
        {
            // As it happens.
        }

        world.Simulator.Faults.Clear();
        await world.RestoreWellAsync();

        AssertIsTrue(world);
    }

    private static void Fill(SimulatedUser anna)
    {
        MailRestoreTests.Fill(anna);
        FileRestoreTests.Fill(anna);
        ContactAndEventRestoreTests.FillContacts(anna);
        ContactAndEventRestoreTests.FillCalendar(anna);
    }

    /// <summary>Removes everything for good.</summary>
    internal static void Empty(SimulatedUser anna)
    {
        foreach (MessageTruth message in anna.Mailbox.Snapshot().Messages().ToList())
            anna.Mailbox.DeleteMessage(message.Id, hard: true);
        anna.Mailbox.DeleteFolder("Project", hard: true);
        foreach (DriveItemTruth item in anna.Drive.Snapshot().Items().Where(i => i.ParentId is not null && !i.Path.Contains('/', StringComparison.Ordinal)).ToList())
            anna.Drive.DeleteItem(item.Id);
        foreach (ItemTruth contact in anna.Contacts.Snapshot().Items)
            anna.Contacts.Delete(contact.Id, hard: true);
        foreach (ItemTruth one in anna.Calendar.Snapshot().Items)
            anna.Calendar.Delete(one.Id, hard: true);
    }

    internal static void AssertIsTrue(RestoreWorld world)
    {
        UserSnapshot truth = world.Truth.User(RestoreWorld.User), now = world.Tenant.Snapshot().User(RestoreWorld.User);
        Assert.Equal(TargetTruth.Mail(truth.Mailbox!), TargetTruth.Mail(now.Mailbox!));
        Assert.Equal(TargetTruth.MailFolders(truth.Mailbox!), TargetTruth.MailFolders(now.Mailbox!));
        Assert.Equal(TargetTruth.Files(truth.Drive!), TargetTruth.Files(now.Drive!));
        Assert.Equal(TargetTruth.Items(truth.Contacts!), TargetTruth.Items(now.Contacts!));
        Assert.Equal(TargetTruth.Items(truth.Calendar!), TargetTruth.Items(now.Calendar!));
    }
}
