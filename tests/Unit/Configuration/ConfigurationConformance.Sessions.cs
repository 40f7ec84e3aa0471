using System.Diagnostics;
using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Configuration;

public abstract partial class ConfigurationConformance
{
    private static SessionOwner Elsewhere => new("another-machine", 4711, Samples.Time);

    [Fact]
    public async Task A_session_lives_from_running_to_its_end()
    {
        BackupJob job = await AddJobAsync();
        NewSession start = Samples.Session(job) with { Attempt = 3 };
        BackupSession session = await Configuration.Sessions.CreateAsync(start, None);

        Assert.Equal((start.Id, job.Id, "Daily", 3), (session.Id, session.JobId, session.JobName, session.Attempt));
        Assert.Equal(SessionStatus.Running, session.Status);
        Assert.Equal(start.Owner, session.Owner);
        Assert.Equal(TimeSpan.Zero, session.StartedAt.Offset);
        Assert.InRange(session.StartedAt, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        Assert.Null(session.Kind);
        Assert.Null(session.EndedAt);

        await Configuration.Sessions.SetKindAsync(session.Id, SessionKind.Incremental, None);
        var soFar = new SessionStatistics { ObjectsDone = 1, ObjectsTotal = 9, BytesRead = long.MaxValue, Throttled = TimeSpan.FromMilliseconds(1234) };
        Assert.Equal(new SessionHeartbeat(true, false), await Configuration.Sessions.RenewAsync(session.Hold, soFar, TimeSpan.FromMinutes(1), None));
        BackupSession running = (await Configuration.Sessions.FindAsync(session.Id, None))!;
        Assert.Equal((SessionKind.Incremental, soFar), (running.Kind, running.Statistics));

        SessionClosing closing = Samples.Closing(SessionStatus.Warning);
        await Configuration.Sessions.CloseAsync(session.Hold, closing, None);
        BackupSession ended = (await Configuration.Sessions.FindAsync(session.Id, None))!;
        Assert.Equal(closing, new SessionClosing(ended.Status, ended.Statistics, ended.RestorePointId, ended.Message));
        Assert.True(ended.EndedAt >= ended.StartedAt);
        Assert.Equal(new SessionHeartbeat(false, false), await Configuration.Sessions.RenewAsync(session.Hold, soFar, TimeSpan.FromMinutes(1), None));
    }

    [Fact]
    public async Task A_job_has_one_running_session()
    {
        (BackupJob job, BackupSession session) = await StartAsync();

        ConflictException error = await FailsAsync<ConflictException>("Job.AlreadyRunning", () => Configuration.Sessions.CreateAsync(Samples.Session(job), None));
        Assert.Contains(session.Owner.Machine, error.Message, StringComparison.Ordinal);
        Assert.Contains("since", error.Message, StringComparison.Ordinal);

        await Configuration.Sessions.CloseAsync(session.Hold, Samples.Closing(), None);
        await Configuration.Sessions.CreateAsync(Samples.Session(job), None);
    }

    [Fact]
    public async Task Sessions_of_two_jobs_run_side_by_side()
    {
        await StartAsync("One");
        await StartAsync("Two");
        Assert.Equal(["Two", "One"], await NamesAsync(new SessionQuery { Status = SessionStatus.Running }));
    }

    [Fact]
    public async Task Of_many_starts_at_once_exactly_one_succeeds()
    {
        BackupJob job = await AddJobAsync();
        IBackupConfiguration[] processes = [Configuration, await OpenAsync(), await OpenAsync(), await OpenAsync()];
        for (int round = 0; round < 5; round++)
        {
            Task<BackupSession>[] starts =
            [
                .. Enumerable.Range(0, 12).Select(i => Task.Run(() => processes[i % processes.Length].Sessions.CreateAsync(Samples.Session(job), None))),
            ];
            await Task.WhenAll(starts.Select(start => Record.ExceptionAsync(() => start)));

            Task<BackupSession> winner = Assert.Single(starts, start => start.IsCompletedSuccessfully);
            Assert.All(starts.Where(start => start != winner), start => Assert.Equal("Job.AlreadyRunning", Assert.IsType<ConflictException>(start.Exception!.InnerException).ErrorId));
            await Configuration.Sessions.CloseAsync((await winner).Hold, Samples.Closing(), None);
        }
    }

    [Fact]
    public async Task A_session_of_an_unknown_job_is_not_started()
    {
        BackupJob job = Samples.Job(Samples.Organization(), Samples.Repository());
        await FailsAsync<NotFoundException>("Job.NotFound", () => Configuration.Sessions.CreateAsync(Samples.Session(job), None));
    }

    [Fact]
    public async Task A_session_whose_process_died_gives_way_to_the_next_start()
    {
        BackupJob job = await AddJobAsync();
        BackupSession dead = await Configuration.Sessions.CreateAsync(Samples.Session(job, await DeadProcessAsync()), None);
        await Configuration.Sessions.AddTasksAsync(dead.Id, Samples.Tasks(dead, job, 3), None);
        await Configuration.Sessions.ClaimTaskAsync(dead.Id, "w", TimeSpan.FromMinutes(1), None);

        BackupSession next = await Configuration.Sessions.CreateAsync(Samples.Session(job), None);

        BackupSession marked = (await Configuration.Sessions.FindAsync(dead.Id, None))!;
        Assert.Equal(SessionStatus.Disconnected, marked.Status);
        Assert.NotNull(marked.EndedAt);
        Assert.NotNull(marked.Message);
        Assert.All(await Configuration.Sessions.ListTasksAsync(dead.Id, None), task => Assert.Equal(SessionTaskStatus.Stopped, task.Status));
        Assert.Equal(SessionStatus.Running, (await Configuration.Sessions.FindAsync(next.Id, None))!.Status);
    }

    [Fact]
    public async Task A_session_whose_lease_ran_out_gives_way_and_is_no_longer_its_owners()
    {
        BackupJob job = await AddJobAsync();
        BackupSession lost = await Configuration.Sessions.CreateAsync(Samples.Session(job, Elsewhere), None);
        await FailsAsync<ConflictException>("Job.AlreadyRunning", () => Configuration.Sessions.CreateAsync(Samples.Session(job), None));

        await ExpireLeasesAsync();
        await Configuration.Sessions.CreateAsync(Samples.Session(job), None);

        Assert.Equal(SessionStatus.Disconnected, (await Configuration.Sessions.FindAsync(lost.Id, None))!.Status);
        Assert.False((await Configuration.Sessions.RenewAsync(lost.Hold, new SessionStatistics(), TimeSpan.FromMinutes(1), None)).IsOurs);
        ConflictException error = await FailsAsync<ConflictException>("Session.AlreadyEnded", () => Configuration.Sessions.CloseAsync(lost.Hold, Samples.Closing(), None));
        Assert.Contains("Disconnected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renewed_lease_holds()
    {
        BackupJob job = await AddJobAsync();
        BackupSession session = await Configuration.Sessions.CreateAsync(Samples.Session(job, Elsewhere), None);
        await ExpireLeasesAsync();

        Assert.True((await Configuration.Sessions.RenewAsync(session.Hold, new SessionStatistics(), TimeSpan.FromMinutes(5), None)).IsOurs);
        await FailsAsync<ConflictException>("Job.AlreadyRunning", () => Configuration.Sessions.CreateAsync(Samples.Session(job), None));
        Assert.Empty(await Configuration.Sessions.MarkDisconnectedAsync(None));
    }

    [Fact]
    public async Task A_lease_of_less_than_a_second_runs_out()
    {
        BackupJob job = await AddJobAsync();
        await Configuration.Sessions.CreateAsync(Samples.Session(job, Elsewhere, TimeSpan.FromMilliseconds(1)), None);
        await Task.Delay(50);
        Assert.Single(await Configuration.Sessions.MarkDisconnectedAsync(None));
    }

    [Fact]
    public async Task Marking_finds_the_dead_and_leaves_the_living()
    {
        BackupJob died = await AddJobAsync("Died");
        BackupJob expired = await AddJobAsync("Expired");
        BackupJob alive = await AddJobAsync("Alive");
        await Configuration.Sessions.CreateAsync(Samples.Session(expired, Elsewhere), None);
        await ExpireLeasesAsync();
        await Configuration.Sessions.CreateAsync(Samples.Session(died, await DeadProcessAsync()), None);
        await Configuration.Sessions.CreateAsync(Samples.Session(alive), None);

        IReadOnlyList<BackupSession> marked = await Configuration.Sessions.MarkDisconnectedAsync(None);

        Assert.Equal(["Expired", "Died"], marked.Select(s => s.JobName));
        Assert.All(marked, s => Assert.Equal(SessionStatus.Disconnected, s.Status));
        Assert.Equal(["Alive"], await NamesAsync(new SessionQuery { Status = SessionStatus.Running }));
        Assert.Empty(await Configuration.Sessions.MarkDisconnectedAsync(None));
    }

    [Fact]
    public async Task Whoever_runs_a_session_learns_that_it_shall_stop()
    {
        (_, BackupSession session) = await StartAsync();
        IBackupConfiguration other = await OpenAsync();

        Assert.True(await other.Sessions.RequestStopAsync(session.Id, None));
        Assert.True(await other.Sessions.RequestStopAsync(session.Id, None));
        Assert.Equal(new SessionHeartbeat(true, true), await Configuration.Sessions.RenewAsync(session.Hold, new SessionStatistics(), TimeSpan.FromMinutes(1), None));
        Assert.True((await Configuration.Sessions.FindAsync(session.Id, None))!.StopRequested);

        await Configuration.Sessions.CloseAsync(session.Hold, Samples.Closing(SessionStatus.Stopped), None);
        Assert.False(await other.Sessions.RequestStopAsync(session.Id, None));
    }

    [Fact]
    public async Task Closing_stops_unfinished_tasks_and_keeps_finished_ones()
    {
        (BackupJob job, BackupSession session) = await StartAsync();
        await Configuration.Sessions.AddTasksAsync(session.Id, Samples.Tasks(session, job, 3), None);
        SessionTask first = (await Configuration.Sessions.ClaimTaskAsync(session.Id, "w", TimeSpan.FromMinutes(1), None))!;
        await Configuration.Sessions.CompleteTaskAsync(first.Id, first.Epoch, Samples.Outcome(), None);
        SessionTask second = (await Configuration.Sessions.ClaimTaskAsync(session.Id, "w", TimeSpan.FromMinutes(1), None))!;

        await Configuration.Sessions.CloseAsync(session.Hold, Samples.Closing(), None);

        Assert.Equal(
            [SessionTaskStatus.Success, SessionTaskStatus.Stopped, SessionTaskStatus.Stopped],
            (await Configuration.Sessions.ListTasksAsync(session.Id, None)).Select(t => t.Status));
        Assert.False(await Configuration.Sessions.CompleteTaskAsync(second.Id, second.Epoch, Samples.Outcome(), None));
        Assert.Null(await Configuration.Sessions.ClaimTaskAsync(session.Id, "w", TimeSpan.FromMinutes(1), None));
        await FailsAsync<ConflictException>("Session.AlreadyEnded", () => Configuration.Sessions.AddTasksAsync(session.Id, [], None));
    }

    [Fact]
    public async Task Closing_twice_the_same_way_is_closing_once()
    {
        (_, BackupSession session) = await StartAsync();
        SessionClosing closing = Samples.Closing();
        await Configuration.Sessions.CloseAsync(session.Hold, closing, None);
        await Configuration.Sessions.CloseAsync(session.Hold, closing, None);
        await FailsAsync<ConflictException>("Session.AlreadyEnded", () => Configuration.Sessions.CloseAsync(session.Hold, Samples.Closing(SessionStatus.Failed), None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Configuration.Sessions.CloseAsync(session.Hold, Samples.Closing(SessionStatus.Running), None));
    }

    [Fact]
    public async Task Sessions_are_listed_newest_first_over_many_pages()
    {
        BackupJob job = await AddJobAsync();
        await StartAsync("Other");
        var ids = new List<Guid>();
        for (int i = 0; i < 1_020; i++)
        {
            BackupSession session = await Configuration.Sessions.CreateAsync(Samples.Session(job), None);
            await Configuration.Sessions.CloseAsync(session.Hold, Samples.Closing(i % 2 == 0 ? SessionStatus.Success : SessionStatus.Failed), None);
            ids.Insert(0, session.Id);
        }

        Assert.Equal(ids, await IdsAsync(new SessionQuery { JobId = job.Id }));
        Assert.Equal(ids.Take(3), await IdsAsync(new SessionQuery { JobId = job.Id, Limit = 3 }));
        Assert.Equal(ids.Where((_, i) => i % 2 == 0).Take(501), await IdsAsync(new SessionQuery { Status = SessionStatus.Failed, Limit = 501 }));
        Assert.Equal(1_021, (await IdsAsync(new SessionQuery())).Count);
        Assert.Empty(await IdsAsync(new SessionQuery { Limit = 0 }));
    }

    [Fact]
    public async Task A_job_is_not_removed_while_its_session_runs_and_leaves_its_sessions_behind()
    {
        (BackupJob job, BackupSession session) = await StartAsync();
        await FailsAsync<ConflictException>("Job.IsRunning", () => Configuration.Jobs.RemoveAsync(job.Id, None));

        await Configuration.Sessions.CloseAsync(session.Hold, Samples.Closing(), None);
        await Configuration.Jobs.RemoveAsync(job.Id, None);
        Assert.Equal("Daily", (await Configuration.Sessions.FindAsync(session.Id, None))?.JobName);
    }

    [Fact]
    public async Task A_job_whose_session_died_can_be_removed()
    {
        BackupJob job = await AddJobAsync();
        BackupSession session = await Configuration.Sessions.CreateAsync(Samples.Session(job, await DeadProcessAsync()), None);
        await Configuration.Jobs.RemoveAsync(job.Id, None);
        Assert.Equal(SessionStatus.Disconnected, (await Configuration.Sessions.FindAsync(session.Id, None))!.Status);
    }

    [Fact]
    public async Task Log_lines_are_numbered_on_from_the_last()
    {
        (_, BackupSession session) = await StartAsync();
        SessionLogEntry Line(string text) => new(77, Samples.Time.ToOffset(TimeSpan.FromHours(2)), LogSeverity.Warning, text);
        await Configuration.Sessions.AppendLogAsync(session.Id, [Line("one"), Line("two")], None);
        await Configuration.Sessions.AppendLogAsync(session.Id, [], None);
        await Configuration.Sessions.AppendLogAsync(session.Id, [Line("three 'quoted' \u0000 \ud800 é")], None);

        Assert.Equal(
            [
                new SessionLogEntry(1, Samples.Time, LogSeverity.Warning, "one"),
                new SessionLogEntry(2, Samples.Time, LogSeverity.Warning, "two"),
                new SessionLogEntry(3, Samples.Time, LogSeverity.Warning, "three 'quoted' \ufffd \ufffd é"),
            ],
            await Configuration.Sessions.ReadLogAsync(session.Id, None));
    }

    [Fact]
    public async Task Many_writers_of_one_log_get_numbers_without_holes()
    {
        (_, BackupSession session) = await StartAsync();
        IBackupConfiguration other = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(writer => Task.Run(() =>
            (writer % 2 == 0 ? Configuration : other).Sessions.AppendLogAsync(
                session.Id, [.. Enumerable.Range(0, 150).Select(i => new SessionLogEntry(0, Samples.Time, LogSeverity.Info, $"{writer}:{i}"))], None))));

        IReadOnlyList<SessionLogEntry> log = await Configuration.Sessions.ReadLogAsync(session.Id, None);
        Assert.Equal(Enumerable.Range(1, 3_000), log.Select(line => line.Number));
        Assert.Equal(3_000, log.Select(line => line.Message).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 150).Select(i => $"7:{i}"), log.Where(line => line.Message.StartsWith("7:", StringComparison.Ordinal)).Select(line => line.Message));
    }

    [Fact]
    public async Task Unknown_sessions_are_reported_as_such()
    {
        var id = Guid.NewGuid();
        ISessionTable sessions = Configuration.Sessions;
        Assert.Null(await sessions.FindAsync(id, None));
        await FailsAsync<NotFoundException>("Session.NotFound", () => sessions.RenewAsync(new SessionHold(id, 1), new SessionStatistics(), TimeSpan.FromMinutes(1), None));
        await FailsAsync<NotFoundException>("Session.NotFound", () => sessions.SetKindAsync(id, SessionKind.Full, None));
        await FailsAsync<NotFoundException>("Session.NotFound", () => sessions.CloseAsync(new SessionHold(id, 1), Samples.Closing(), None));
        await FailsAsync<NotFoundException>("Session.NotFound", () => sessions.RequestStopAsync(id, None));
        await FailsAsync<NotFoundException>("Session.NotFound", () => sessions.AppendLogAsync(id, [], None));
        await FailsAsync<NotFoundException>("Session.NotFound", () => sessions.ReadLogAsync(id, None));
        await FailsAsync<NotFoundException>("Session.NotFound", () => sessions.AddTasksAsync(id, [], None));
        await FailsAsync<NotFoundException>("Session.NotFound", () => sessions.ClaimTaskAsync(id, "w", TimeSpan.FromMinutes(1), None));
        await FailsAsync<NotFoundException>("Session.NotFound", () => sessions.ListTasksAsync(id, None));
        await FailsAsync<NotFoundException>("SessionTask.NotFound", () => sessions.CompleteTaskAsync(id, 1, Samples.Outcome(), None));
    }

    private static async Task<SessionOwner> DeadProcessAsync()
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new SessionOwner(Environment.MachineName, process.Id, DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
    }

    private async Task<List<string>> NamesAsync(SessionQuery query)
    {
        var names = new List<string>();
        await foreach (BackupSession session in Configuration.Sessions.ListAsync(query, None))
            names.Add(session.JobName);
        return names;
    }

    private async Task<List<Guid>> IdsAsync(SessionQuery query)
    {
        var ids = new List<Guid>();
        await foreach (BackupSession session in Configuration.Sessions.ListAsync(query, None))
            ids.Add(session.Id);
        return ids;
    }
}
