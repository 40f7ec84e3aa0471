using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Backup.Tests.Support;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Scheduling;

public sealed class ScheduledJobsTests
{
    // Its last time is six hours ago, its next one eighteen hours away: no test comes near either.
    private static JobSchedule SixHoursAgo => new() { Kind = ScheduleKind.Daily, At = TimeOnly.FromDateTime(DateTime.UtcNow.AddHours(-6)), TimeZone = "UTC" };

    [Fact]
    public async Task A_due_job_runs_once()
    {
        await using BackupWorld world = await WorldAsync();
        await MissAsync(world.Services, world.Job);
        var schedule = new Recorder();

        await RunAsync(world, schedule);
        await RunAsync(world, schedule);

        Assert.Equal(SessionStatus.Success, Assert.Single(schedule.Ended)!.Status);
        Assert.True(Assert.Single(schedule.NotDue).State.NextStart > DateTimeOffset.UtcNow.AddHours(17));
    }

    [Fact]
    public async Task A_job_that_just_got_its_schedule_has_missed_nothing()
    {
        await using BackupWorld world = await WorldAsync();
        await new JobOperations(world.Services).SetAsync(world.Job with { Schedule = SixHoursAgo }, CancellationToken.None);
        var schedule = new Recorder();

        await RunAsync(world, schedule);

        Assert.Single(schedule.NotDue);
        Assert.Empty(schedule.Asked);
    }

    [Fact]
    public async Task Two_calls_at_once_run_a_job_once()
    {
        await using BackupWorld world = await WorldAsync();
        await MissAsync(world.Services, world.Job);
        var schedule = new Recorder();

        await Task.WhenAll(RunAsync(world, schedule), RunAsync(world, schedule));

        Assert.Single(await world.ListPointsAsync());
        Assert.Empty(schedule.Failed);
    }

    [Fact]
    public async Task What_a_person_refuses_is_asked_once_and_does_not_hold_up_the_others()
    {
        await using BackupWorld world = await WorldAsync();
        await MissAsync(world.Services, world.Job);
        BackupJob other = world.Job with { Id = Guid.CreateVersion7(), Name = "Other" };
        await world.Services.Configuration.Jobs.AddAsync(other, CancellationToken.None);
        await MissAsync(world.Services, other);
        var schedule = new Recorder { Refused = other.Name };

        await RunAsync(world, schedule);

        Assert.Equal(world.Job.Name, Assert.Single(schedule.Ended)!.JobName);
        Assert.Equal(1, schedule.Asked.Count(n => n == other.Name));
    }

    [Fact]
    public async Task A_session_is_stopped_when_its_window_closes_and_keeps_what_was_finished()
    {
        await using BackupWorld world = await WorldAsync();
        var clock = new ShiftedClock { Shift = TimeSpan.Zero };
        world.Use(clock);
        DateTimeOffset closes = clock.GetUtcNow().AddHours(1);
        world.Simulator.Faults.Add(new FaultRule { Path = "/\\$value", Kind = FaultKind.Hang, Count = 1 });
        var stop = new WhenDone(2, () => clock.Shift = TimeSpan.FromHours(2));

        SessionResult result = await new SessionRunner(world.Services, world.Options).RunAsync(new StartRequest(world.Job, false) { StopAt = closes }, 1, stop, CancellationToken.None);

        Assert.Equal(SessionStatus.Stopped, result.Session.Status);
        Assert.StartsWith("Stopped by its backup window", result.Session.Message, StringComparison.Ordinal);
        Assert.NotNull(result.RestorePoint);
        Assert.Equal(closes, result.Session.StopAt!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task No_attempt_is_made_after_the_window_has_closed()
    {
        await using BackupWorld world = await WorldAsync();
        Directory.Delete(world.RepositoryPath, recursive: true);
        BackupJob job = world.Job with { Retry = new RetryPolicy(5, TimeSpan.FromMinutes(10)) };

        BackupSession session = await new JobRunner(world.Services, world.Options)
            .RunAsync(new StartRequest(job, false) { StopAt = DateTimeOffset.UtcNow.AddMinutes(5) }, new NullSessionObserver(), CancellationToken.None);

        Assert.Equal(SessionStatus.Failed, session.Status);
        Assert.Equal(1, session.Attempt);
    }

    [Fact]
    public async Task Changing_a_job_keeps_since_when_its_schedule_holds_and_changing_the_schedule_begins_it_anew()
    {
        await using BackupWorld world = await WorldAsync();
        BackupJob job = await MissAsync(world.Services, world.Job);
        var operations = new JobOperations(world.Services with { Clock = new ShiftedClock { Shift = TimeSpan.FromHours(5) } });

        await operations.SetAsync(job with { Description = "Other words" }, CancellationToken.None);
        BackupJob same = (await world.Services.Configuration.Jobs.FindAsync(job.Name, CancellationToken.None))!;
        await operations.SetAsync(job with { Schedule = SixHoursAgo with { Days = ScheduleDays.Friday } }, CancellationToken.None);
        BackupJob other = (await world.Services.Configuration.Jobs.FindAsync(job.Name, CancellationToken.None))!;

        Assert.Equal(job.Schedule, same.Schedule);
        Assert.True(other.Schedule!.Since > DateTimeOffset.UtcNow.AddHours(4));
    }

    private static Task<BackupWorld> WorldAsync() => BackupWorld.CreateAsync(tenant =>
    {
        foreach (string user in new[] { "a@contoso.example", "b@contoso.example", "c@contoso.example" })
            tenant.AddUser(user).Mailbox.AddMessage("inbox", new NewMessage("Subject: x\r\n\r\ny"u8.ToArray()));
    }, scope: new BackupScope { WholeOrganization = true, Workloads = [Workload.Mailbox] });

    /// <summary>The job's schedule was set long ago, and its last time was missed.</summary>
    private static async Task<BackupJob> MissAsync(BackupServices services, BackupJob job)
    {
        await services.Configuration.Jobs.UpdateAsync(job with { Schedule = SixHoursAgo with { Since = DateTimeOffset.UtcNow.AddDays(-2) } }, CancellationToken.None);
        return (await services.Configuration.Jobs.FindAsync(job.Id.ToString(), CancellationToken.None))!;
    }

    private static Task RunAsync(BackupWorld world, Recorder schedule) =>
        new ScheduledRun(new ScheduledJobs(world.Services, world.Options), world.Services.Clock, schedule).RunAsync(null, false, 4, CancellationToken.None);

    private sealed class Recorder : IScheduleObserver
    {
        private readonly Lock _lock = new();

        public string? Refused { get; init; }

        public List<DueJob> NotDue { get; } = [];

        public List<string> Asked { get; } = [];

        public List<BackupSession?> Ended { get; } = [];

        public List<BackupException> Failed { get; } = [];

        public void OnNotDue(DueJob job) => Add(NotDue, job);

        public Task<bool> ApproveAsync(DueJob job)
        {
            Add(Asked, job.Job.Name);
            return Task.FromResult(job.Job.Name != Refused);
        }

        public ISessionObserver OnStarting(DueJob job) => new NullSessionObserver();

        public void OnEnded(DueJob job, BackupSession? session) => Add(Ended, session);

        public void OnFailed(DueJob job, BackupException error) => Add(Failed, error);

        private void Add<T>(List<T> list, T one)
        {
            lock (_lock)
                list.Add(one);
        }
    }

    private sealed class WhenDone(int objects, Action then) : ISessionObserver
    {
        public void OnStarted(BackupSession session)
        {
        }

        public void OnLog(SessionLogEntry entry)
        {
        }

        public void OnProgress(SessionProgress progress)
        {
            if (progress.Statistics.ObjectsDone >= objects)
                then();
        }
    }
}
