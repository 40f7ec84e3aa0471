using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sources;

public sealed class TeamThrottlingTests
{
    [Fact]
    public async Task The_four_requests_a_second_that_a_team_bears_are_kept_to_and_nothing_is_lost()
    {
        // However loaded the machine is: what was under way when the wait was told may arrive late.
        var limits = new GraphSimulatorOptions { TeamRateLimit = 4, ThrottleRetryAfter = TimeSpan.Zero, RetryAfterGrace = TimeSpan.FromMilliseconds(400) };
        await using TeamFixture f = await TeamFixture.StartAsync(limits);
        f.Team.AddChannel("Second").Post(new NewPost("one"));
        f.Team.General.Post(new NewPost("two"));
        await f.BackUpAsync();
        f.AssertTrue();
        Assert.Empty(f.Held.PendingGaps);
        Assert.True(f.Simulator.Log.Throttled > 0);
        Assert.Empty(f.Simulator.Log.RetryAfterViolations);
    }
}
