using System.Collections.Concurrent;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Configuration;

public abstract partial class ConfigurationConformance
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Tasks_are_claimed_largest_first_and_come_back_whole()
    {
        (BackupJob job, BackupSession session) = await StartAsync();
        var hostile = new ObjectIdentity(job.OrganizationId, job.Id, new ProtectedObject(ObjectKind.Site, "a,b,c", "Na\0me 'x' \"y\" 中", null), Workload.Site);
        SessionTask[] tasks = [Samples.Task(session, Samples.Identity(job, "small"), 1), Samples.Task(session, hostile, long.MaxValue), Samples.Task(session, Samples.Identity(job, "zero"), 0)];
        await Configuration.Sessions.AddTasksAsync(session.Id, tasks, None);

        SessionTask first = (await Configuration.Sessions.ClaimTaskAsync(session.Id, "holder", s_lease, None))!;

        Assert.Equal(tasks[1] with { Status = SessionTaskStatus.Running, Epoch = 1, Holder = "holder", StartedAt = first.StartedAt }, first);
        Assert.NotNull(first.StartedAt);
        Assert.Equal(tasks[0].Id, (await Configuration.Sessions.ClaimTaskAsync(session.Id, "holder", s_lease, None))?.Id);
        Assert.Equal(tasks[2].Id, (await Configuration.Sessions.ClaimTaskAsync(session.Id, "holder", s_lease, None))?.Id);
        Assert.Null(await Configuration.Sessions.ClaimTaskAsync(session.Id, "holder", s_lease, None));
        Assert.Equal([tasks[1].Id, tasks[0].Id, tasks[2].Id], (await Configuration.Sessions.ListTasksAsync(session.Id, None)).Select(t => t.Id));
    }

    [Fact]
    public async Task A_tasks_outcome_comes_back_whole()
    {
        (BackupJob job, BackupSession session) = await StartAsync();
        ObjectIdentity identity = Samples.Identity(job, "u");
        await Configuration.Sessions.AddTasksAsync(session.Id, [Samples.Task(session, identity, 1)], None);
        SessionTask task = (await Configuration.Sessions.ClaimTaskAsync(session.Id, "w", s_lease, None))!;
        var head = new HeadRecord(identity, new SegmentReference(identity.Key, 7, "segments/7", Sha256Hash.Of("x"u8)), 10, 5_000_000_000);
        var outcome = new TaskOutcome(SessionTaskStatus.Warning, head, new SessionStatistics { Gaps = 2, Requests = 9 }, "Two gaps");

        Assert.True(await Configuration.Sessions.CompleteTaskAsync(task.Id, task.Epoch, outcome, None));

        SessionTask done = Assert.Single(await Configuration.Sessions.ListTasksAsync(session.Id, None));
        Assert.Equal(outcome, new TaskOutcome(done.Status, done.Head, done.Statistics, done.Message));
        Assert.NotNull(done.EndedAt);
        Assert.Null(await Configuration.Sessions.ClaimTaskAsync(session.Id, "w", s_lease, None));
    }

    [Fact]
    public async Task Of_many_claimers_at_once_each_gets_tasks_of_its_own()
    {
        (BackupJob job, BackupSession session) = await StartAsync();
        await Configuration.Sessions.AddTasksAsync(session.Id, Samples.Tasks(session, job, 200), None);
        IBackupConfiguration[] processes = [Configuration, await OpenAsync(), await OpenAsync()];
        var claimed = new ConcurrentBag<Guid>();

        await Task.WhenAll(Enumerable.Range(0, 9).Select(worker => Task.Run(async () =>
        {
            ISessionTable sessions = processes[worker % processes.Length].Sessions;
            while (await sessions.ClaimTaskAsync(session.Id, $"worker {worker}", s_lease, None) is { } task)
            {
                claimed.Add(task.Id);
                Assert.True(await sessions.CompleteTaskAsync(task.Id, task.Epoch, Samples.Outcome(), None));
            }
        })));

        Assert.Equal(200, claimed.Count);
        Assert.Equal(200, claimed.Distinct().Count());
        Assert.All(await Configuration.Sessions.ListTasksAsync(session.Id, None), t => Assert.Equal((SessionTaskStatus.Success, 1), (t.Status, t.Epoch)));
    }

    [Fact]
    public async Task A_late_holder_records_nothing()
    {
        (BackupJob job, BackupSession session) = await StartAsync();
        await Configuration.Sessions.AddTasksAsync(session.Id, Samples.Tasks(session, job, 1), None);
        SessionTask late = (await Configuration.Sessions.ClaimTaskAsync(session.Id, "late", s_lease, None))!;
        Assert.Null(await Configuration.Sessions.ClaimTaskAsync(session.Id, "heir", s_lease, None));

        await ExpireLeasesAsync();
        SessionTask heir = (await Configuration.Sessions.ClaimTaskAsync(session.Id, "heir", s_lease, None))!;

        Assert.Equal((late.Id, 2, "heir"), (heir.Id, heir.Epoch, heir.Holder));
        Assert.False(await Configuration.Sessions.CompleteTaskAsync(late.Id, late.Epoch, Samples.Outcome(SessionTaskStatus.Failed), None));
        Assert.True(await Configuration.Sessions.CompleteTaskAsync(heir.Id, heir.Epoch, Samples.Outcome(), None));
        Assert.False(await Configuration.Sessions.CompleteTaskAsync(late.Id, late.Epoch, Samples.Outcome(), None));
        Assert.False(await Configuration.Sessions.CompleteTaskAsync(heir.Id, heir.Epoch + 1, Samples.Outcome(), None));
    }

    [Fact]
    public async Task A_holder_that_did_not_hear_the_answer_may_ask_again()
    {
        (BackupJob job, BackupSession session) = await StartAsync();
        await Configuration.Sessions.AddTasksAsync(session.Id, Samples.Tasks(session, job, 1), None);
        SessionTask task = (await Configuration.Sessions.ClaimTaskAsync(session.Id, "w", s_lease, None))!;

        Assert.True(await Configuration.Sessions.CompleteTaskAsync(task.Id, task.Epoch, Samples.Outcome(), None));
        Assert.True(await Configuration.Sessions.CompleteTaskAsync(task.Id, task.Epoch, Samples.Outcome(), None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Configuration.Sessions.CompleteTaskAsync(task.Id, task.Epoch, Samples.Outcome(SessionTaskStatus.Pending), None));
    }

    [Fact]
    public async Task Only_a_holders_own_leases_are_renewed()
    {
        (BackupJob job, BackupSession session) = await StartAsync();
        await Configuration.Sessions.AddTasksAsync(session.Id, Samples.Tasks(session, job, 2), None);
        SessionTask mine = (await Configuration.Sessions.ClaimTaskAsync(session.Id, "me", s_lease, None))!;
        SessionTask theirs = (await Configuration.Sessions.ClaimTaskAsync(session.Id, "they", s_lease, None))!;
        await ExpireLeasesAsync();

        await Configuration.Sessions.RenewTasksAsync([.. (await Configuration.Sessions.ListTasksAsync(session.Id, None)).Select(t => t.Id)], "me", s_lease, None);

        Assert.Equal(theirs.Id, (await Configuration.Sessions.ClaimTaskAsync(session.Id, "heir", s_lease, None))?.Id);
        Assert.Null(await Configuration.Sessions.ClaimTaskAsync(session.Id, "heir", s_lease, None));
        Assert.True(await Configuration.Sessions.CompleteTaskAsync(mine.Id, mine.Epoch, Samples.Outcome(), None));
    }

    [Fact]
    public async Task Five_thousand_tasks_are_added_whole_or_not_at_all()
    {
        (BackupJob job, BackupSession session) = await StartAsync();
        IReadOnlyList<SessionTask> tasks = Samples.Tasks(session, job, 5_000);

        await FailsAsync<ConflictException>("SessionTask.AlreadyExists", () =>
            Configuration.Sessions.AddTasksAsync(session.Id, [.. tasks, Samples.Task(session, tasks[0].Identity, 1)], None));
        Assert.Empty(await Configuration.Sessions.ListTasksAsync(session.Id, None));

        await Configuration.Sessions.AddTasksAsync(session.Id, tasks, None);
        Assert.Equal(tasks.Reverse(), await Configuration.Sessions.ListTasksAsync(session.Id, None));
    }

    [Fact]
    public async Task Claims_stay_within_their_session()
    {
        (BackupJob job, BackupSession session) = await StartAsync("One");
        (_, BackupSession other) = await StartAsync("Two");
        await Configuration.Sessions.AddTasksAsync(session.Id, Samples.Tasks(session, job, 1), None);

        Assert.Null(await Configuration.Sessions.ClaimTaskAsync(other.Id, "w", s_lease, None));
        Assert.NotNull(await Configuration.Sessions.ClaimTaskAsync(session.Id, "w", s_lease, None));
    }
}
