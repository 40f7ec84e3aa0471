using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

public sealed class ThrottledSessionTests
{
    [Fact]
    public async Task Budgets_of_requests_and_units_are_kept_to_and_what_throttling_cost_is_told()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 6, messages: 40, files: 20));
        GraphSimulatorOptions limits = world.Simulator.Options;
        // However loaded the machine is: what was under way when the wait was told may arrive late.
        limits.RetryAfterGrace = TimeSpan.FromMilliseconds(400);
        (limits.RateLimit, limits.RateWindow) = (150, TimeSpan.FromSeconds(1));
        (limits.ResourceUnitLimit, limits.ResourceUnitWindow) = (60, TimeSpan.FromSeconds(1));
        (limits.ThrottleRetryAfter, limits.ThrottleRetryAfterForm, limits.ThrottleStatusCodes) = (TimeSpan.Zero, RetryAfterForm.Mixed, [429, 503]);
        world.Simulator.Faults.Add(new FaultRule { Path = "/users/.+/", StatusCode = 429, Probability = 0.1, RetryAfter = TimeSpan.FromSeconds(0.3), RetryAfterForm = RetryAfterForm.Mixed });
        var observer = new RecordingObserver();

        SessionResult result = await world.BackUpAsync(observer: observer);

        Assert.Equal(SessionStatus.Success, result.Session.Status);
        await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
        Assert.InRange(result.Session.Statistics.ThrottledRequests, world.Simulator.Faults.Fired, long.MaxValue);
        Assert.True(result.Session.Statistics.Throttled > TimeSpan.Zero);
        Assert.Single(observer.Lines, l => l.Contains("Exchange Online throttled", StringComparison.Ordinal) && l.Contains("s waited", StringComparison.Ordinal));
        Assert.Contains(observer.Throttling, t => t.StartsWith("Throttled by ", StringComparison.Ordinal) && t.EndsWith(" s", StringComparison.Ordinal));
        Assert.Empty(world.Simulator.Log.RetryAfterViolations);
    }

    [Fact]
    public async Task A_server_clock_that_is_wrong_by_hours_neither_hurries_nor_sleeps()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 10, files: 2));
        world.Simulator.Options.RetryAfterGrace = TimeSpan.FromMilliseconds(400);
        world.Simulator.Options.ClockSkew = TimeSpan.FromHours(-5);
        world.Simulator.Faults.Add(FaultRule.Throttle("messages/delta", TimeSpan.FromSeconds(1), 1, RetryAfterForm.HttpDate));

        SessionResult behind = await world.BackUpAsync();
        world.Simulator.Options.ClockSkew = TimeSpan.FromHours(5);
        world.Simulator.Faults.Add(FaultRule.Throttle("messages/delta", TimeSpan.FromSeconds(1), 1, RetryAfterForm.HttpDate));
        SessionResult ahead = await world.BackUpAsync();

        Assert.Equal((SessionStatus.Success, SessionStatus.Success), (behind.Session.Status, ahead.Session.Status));
        Assert.Empty(world.Simulator.Log.RetryAfterViolations);
    }

    [Fact]
    public async Task One_object_that_always_fails_and_one_that_hangs_hold_up_nobody_and_are_named()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 6, messages: 10, files: 3));
        world.Use(new GraphOrganizationSourceFactory(new GraphSourceOptions
        {
            StallTimeout = TimeSpan.FromSeconds(1.5),
            RequestTimeout = TimeSpan.FromSeconds(0.5),
            BackoffBase = TimeSpan.FromMilliseconds(5),
            BackoffLimit = TimeSpan.FromMilliseconds(20),
        }));
        SimulatedUser hanging = world.Tenant.Users[2];
        SimulatedUser failing = world.Tenant.Users[3];
        world.Simulator.Faults.Add(FaultRule.Of(FaultKind.Hang, $"users/{hanging.Id}/mailFolders/", count: null));
        world.Simulator.Faults.Add(FaultRule.Status($"users/{failing.Id}/mailFolders/", 500, count: null));
        var observer = new RecordingObserver();

        SessionResult first = await world.BackUpAsync(observer: observer);
        world.Simulator.Faults.Clear();
        SessionResult second = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Warning, first.Session.Status);
        Assert.Single(observer.Lines, l => l.Contains(hanging.UserPrincipalName, StringComparison.Ordinal) && l.Contains("did not answer", StringComparison.Ordinal));
        Assert.Single(observer.Lines, l => l.Contains(failing.UserPrincipalName, StringComparison.Ordinal) && l.Contains("kept failing", StringComparison.Ordinal));
        Assert.Equal(10, first.RestorePoint!.Objects);
        Assert.True(second.Error is null, second.Error?.ToString());
        Assert.Equal(SessionStatus.Success, second.Session.Status);
        await world.AssertIdenticalAsync(second.RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task One_message_that_hangs_is_a_gap_that_says_so()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 10, files: 1));
        world.Use(new GraphOrganizationSourceFactory(new GraphSourceOptions { StallTimeout = TimeSpan.FromSeconds(1) }));
        string silent = world.Tenant.Snapshot().User(world.Tenant.Users[0].Id).Mailbox!.Messages().First().Id;
        world.Simulator.Faults.Add(FaultRule.Of(FaultKind.Hang, System.Text.RegularExpressions.Regex.Escape(silent) + "/\\$value", count: null));

        SessionResult first = await world.BackUpAsync();
        world.Simulator.Faults.Clear();
        SessionResult second = await world.BackUpAsync();

        Assert.Equal((SessionStatus.Warning, 1L), (first.Session.Status, first.RestorePoint!.Gaps));
        Assert.Equal(SessionStatus.Success, second.Session.Status);
        await world.AssertIdenticalAsync(second.RestorePoint!, world.Tenant.Snapshot());
    }

    [Fact]
    public async Task A_mailbox_whose_contents_are_never_answered_fails_as_a_whole_instead_of_message_by_message()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 60, files: 1));
        world.Use(new GraphOrganizationSourceFactory(new GraphSourceOptions { StallTimeout = TimeSpan.FromSeconds(1) }));
        SimulatedUser silent = world.Tenant.Users[1];
        world.Simulator.Faults.Add(FaultRule.Of(FaultKind.Hang, $"users/{silent.Id}/messages/.*value", count: null));
        var observer = new RecordingObserver();

        SessionResult result = await world.BackUpAsync(observer: observer);

        Assert.Equal(SessionStatus.Warning, result.Session.Status);
        Assert.Single(observer.Lines, l => l.Contains(silent.UserPrincipalName, StringComparison.Ordinal) && l.Contains("answers nothing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_large_file_whose_connection_is_cut_at_random_offsets_arrives_whole()
    {
        const long size = 48 << 20;
        await using BackupWorld world = await BackupWorld.CreateAsync(t =>
            t.AddUser("large@contoso.example").Drive.AddFile("root", "large.bin", FileContent.Synthetic(size, 3)));
        world.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.CutBody, Path = "/download/", Count = 12, CutWithin = 6 << 20 });

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Success, result.Session.Status);
        Assert.Equal((size, 12), (result.Session.Statistics.BytesRead, world.Simulator.Faults.Fired));
        // Resumed where it broke off: nothing was sent twice but what was on its way.
        Assert.InRange(world.Simulator.Log.BytesSent, 0, size + (16 << 20));
        await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
    }
}
