using Veeam365.Backup.Core.Model;
using static Veeam365.Backup.Tests.Scheduling.ScheduleTimesTests;

namespace Veeam365.Backup.Tests.Scheduling;

public sealed class ScheduleStateTests
{
    private static readonly DateTimeOffset Set = Utc("2026-05-01T12:00Z");

    [Fact]
    public void Nothing_is_due_before_the_first_time_since_the_schedule_was_set()
    {
        ScheduleState state = Of([], "2026-05-01T12:05Z");

        Assert.False(state.IsDue);
        Assert.Equal(Utc("2026-05-01T20:00Z"), state.NextStart);
    }

    [Fact]
    public void It_is_due_at_its_time_and_once_however_many_times_were_missed()
    {
        Assert.True(Of([], "2026-05-01T20:00Z").IsDue);
        Assert.True(Of([], "2026-05-09T09:00Z").IsDue);
        Assert.False(Of([Session("2026-05-09T09:00Z")], "2026-05-09T09:05Z").IsDue);
    }

    [Fact]
    public void Any_session_since_counts_whoever_started_it_and_however_it_ended()
    {
        foreach (SessionStatus status in new[] { SessionStatus.Success, SessionStatus.Warning, SessionStatus.Failed, SessionStatus.Stopped })
            Assert.False(Of([Session("2026-05-02T07:00Z", status)], "2026-05-02T10:00Z").IsDue);
    }

    [Fact]
    public void A_session_that_runs_is_not_joined_by_another_one()
    {
        ScheduleState state = Of([Session("2026-05-01T20:00Z", SessionStatus.Running)], "2026-05-03T10:00Z");

        Assert.False(state.IsDue);
        Assert.Equal(Utc("2026-05-03T20:00Z"), state.NextStart);
    }

    [Fact]
    public void A_session_whose_process_died_is_tried_again_as_the_retries_say()
    {
        BackupSession died = Session("2026-05-01T20:00Z", SessionStatus.Disconnected) with { EndedAt = Utc("2026-05-01T20:30Z") };

        Assert.False(Of([died], "2026-05-01T20:39Z").IsDue);
        Assert.True(Of([died], "2026-05-01T20:40Z").IsDue);
        Assert.True(Of([died, died], "2026-05-01T20:40Z").IsDue);
        Assert.False(Of([died, died, died], "2026-05-01T20:40Z").IsDue);
    }

    [Fact]
    public void What_is_due_outside_the_window_waits_until_it_opens()
    {
        JobSchedule schedule = Daily("12:00") with { Window = BackupWindowText.Parse(["20-06"]), StopsOutsideWindow = true };

        ScheduleState noon = Of([], "2026-05-02T10:00Z", schedule);
        ScheduleState evening = Of([], "2026-05-02T18:00Z", schedule);

        Assert.False(noon.IsDue);
        Assert.Equal(Utc("2026-05-02T18:00Z"), noon.NextStart);
        Assert.True(evening.IsDue);
        Assert.Equal(Utc("2026-05-03T04:00Z"), evening.StopAt);
    }

    [Fact]
    public void A_session_runs_beyond_its_window_unless_the_schedule_says_otherwise() =>
        Assert.Null(Of([], "2026-05-02T18:00Z", Daily("12:00") with { Window = BackupWindowText.Parse(["20-06"]) }).StopAt);

    [Fact]
    public void Jobs_without_schedule_and_disabled_jobs_are_never_due()
    {
        Assert.Null(ScheduleState.Of(Job(null), [], Set.AddDays(9)).NextStart);
        Assert.Equal(new ScheduleState(false, null, null, null), ScheduleState.Of(Job(Daily("22:00")) with { IsEnabled = false }, [], Set.AddDays(9)));
    }

    [Theory]
    [InlineData(4, 0, ScheduleDays.All, "UTC", false)]
    [InlineData(5, 0, ScheduleDays.All, "UTC", true)]
    [InlineData(720, 0, ScheduleDays.All, "UTC", true)]
    [InlineData(721, 0, ScheduleDays.All, "UTC", false)]
    [InlineData(30, 1, ScheduleDays.All, "UTC", false)]
    [InlineData(30, 0, ScheduleDays.None, "UTC", false)]
    [InlineData(30, 0, ScheduleDays.All, "Europe/Nowhere", false)]
    public void Schedules_are_checked(int minutes, int seconds, ScheduleDays days, string zone, bool isGood)
    {
        var schedule = new JobSchedule { Kind = ScheduleKind.Periodic, Every = new TimeSpan(0, minutes, seconds), Days = days, TimeZone = zone };

        if (isGood)
            schedule.Check();
        else
            Assert.Equal("Job.InvalidSchedule", Assert.Throws<InvalidSettingException>(schedule.Check).ErrorId);
    }

    private static ScheduleState Of(BackupSession[] sessions, string now, JobSchedule? schedule = null) => ScheduleState.Of(Job(schedule ?? Daily("22:00")), sessions, Utc(now));

    private static BackupJob Job(JobSchedule? schedule) => new()
    {
        Id = Guid.NewGuid(),
        Name = "Daily",
        OrganizationId = Guid.NewGuid(),
        RepositoryId = Guid.NewGuid(),
        Scope = new BackupScope { WholeOrganization = true },
        Retry = new RetryPolicy(2, TimeSpan.FromMinutes(10)),
        Schedule = schedule is null ? null : schedule with { Since = Set },
        CreatedAt = Set,
    };

    private static BackupSession Session(string startedAt, SessionStatus status = SessionStatus.Success) => new()
    {
        Id = Guid.NewGuid(),
        JobId = Guid.NewGuid(),
        JobName = "Daily",
        Status = status,
        StartedAt = Utc(startedAt),
        Owner = SessionOwner.Current(),
    };
}
