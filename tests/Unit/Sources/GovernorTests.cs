using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Sources;

public sealed class GovernorTests : IDisposable
{
    private static readonly GraphSourceOptions Options = new() { MaxConcurrency = 8, InitialConcurrency = 8 };

    private readonly ManualClock _clock = new();
    private readonly TrafficCounter _traffic = new();
    private GraphGovernor _governor;

    public GovernorTests() => _governor = new GraphGovernor(Options, _clock, _traffic);

    public void Dispose() => _governor.Dispose();

    [Fact]
    public void Nobody_is_let_through_inside_a_Retry_After_of_its_mailbox_and_everybody_else_is()
    {
        using (GovernedSlot slot = Take(GraphScope.OfMailbox("a")))
            slot.Throttled(TimeSpan.FromSeconds(10));
        Task<GovernedSlot> held = Enter(GraphScope.OfMailbox("a"));
        Assert.True(Enter(GraphScope.OfMailbox("b")).IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(9.99));
        Assert.False(held.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.02));
        AssertComes(held);
        Assert.Equal(10, _governor.Snapshot().Single().Waited.TotalSeconds, 0.01);
    }

    [Fact]
    public void A_drive_that_is_throttled_holds_back_its_whole_service_and_no_other()
    {
        Take(GraphScope.OfDrive("a")).Throttled(TimeSpan.FromSeconds(10));
        Assert.False(Enter(GraphScope.OfDrive("b")).IsCompleted);
        Assert.True(Enter(GraphScope.OfMailbox("a")).IsCompleted);
        ServiceStatistics told = _governor.Snapshot().Single(s => s.ThrottledRequests > 0);
        Assert.Equal(("SharePoint Online", 10), (told.Name, told.HeldFor.TotalSeconds));
    }

    [Fact]
    public void The_longest_of_several_Retry_Afters_counts()
    {
        GovernedSlot[] two = [Take(GraphScope.OfMailbox("a")), Take(GraphScope.OfMailbox("a"))];
        two[0].Throttled(TimeSpan.FromSeconds(10));
        two[1].Throttled(TimeSpan.FromSeconds(2));
        Task<GovernedSlot> held = Enter(GraphScope.OfMailbox("a"));
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(held.IsCompleted);
    }

    [Fact]
    public void Mailboxes_refused_one_after_the_other_without_a_success_mean_the_application()
    {
        foreach (string mailbox in (string[])["a", "b", "c", "d"])
        {
            using GovernedSlot slot = Take(GraphScope.OfMailbox(mailbox));
            slot.Throttled(TimeSpan.FromSeconds(10));
        }

        Assert.False(Enter(GraphScope.OfMailbox("e")).IsCompleted);
        Assert.False(Enter(GraphScope.OfDrive("e")).IsCompleted);
    }

    [Fact]
    public void A_success_in_between_means_that_only_those_mailboxes_are_throttled()
    {
        foreach (string mailbox in (string[])["a", "b", "c", "d", "e", "f"])
        {
            using GovernedSlot good = Take(GraphScope.OfMailbox("good"));
            good.Answered(null);
            using GovernedSlot bad = Take(GraphScope.OfMailbox(mailbox));
            bad.Throttled(TimeSpan.FromSeconds(10));
        }

        Assert.True(Enter(GraphScope.OfMailbox("g")).IsCompleted);
    }

    [Fact]
    public void An_object_with_a_thousand_requests_waiting_gets_one_turn_like_the_others()
    {
        List<GovernedSlot> taken = [.. Enumerable.Range(0, 8).Select(_ => Take(GraphScope.OfDrive("huge")))];
        Task<GovernedSlot>[] huge = [.. Enumerable.Range(0, 1000).Select(_ => Enter(GraphScope.OfDrive("huge")))];
        Task<GovernedSlot>[] small = [.. Enumerable.Range(0, 5).Select(i => Enter(GraphScope.OfDrive($"small {i}")))];
        taken.Take(6).ToList().ForEach(s => s.Dispose());
        foreach (Task<GovernedSlot> one in small)
            AssertComes(one);
        AssertComes(huge[0]);
        Assert.All(huge.Skip(1), t => Assert.False(t.IsCompleted));
    }

    [Fact]
    public void Long_downloads_leave_half_of_the_slots_to_the_others()
    {
        for (int i = 0; i < 4; i++)
            Take(GraphScope.OfDrive("huge")).Stream();
        Assert.False(Enter(GraphScope.OfDrive("huge")).IsCompleted);
        Assert.All(Enumerable.Range(0, 4), i => Assert.True(Enter(GraphScope.OfDrive($"small {i}")).IsCompleted));
    }

    [Fact]
    public void A_mailbox_never_has_more_than_its_limit_under_way_and_throttling_halves_it()
    {
        GovernedSlot[] four = [.. Enumerable.Range(0, 4).Select(_ => Take(GraphScope.OfMailbox("a")))];
        Task<GovernedSlot> fifth = Enter(GraphScope.OfMailbox("a"));
        Assert.False(fifth.IsCompleted);
        four[0].Throttled(TimeSpan.FromSeconds(1));
        four.ToList().ForEach(s => s.Dispose());
        _clock.Advance(TimeSpan.FromSeconds(2));
        AssertComes(fifth);
        AssertComes(Enter(GraphScope.OfMailbox("a")));
        Assert.False(Enter(GraphScope.OfMailbox("a")).IsCompleted);
    }

    [Fact]
    public void A_service_begins_slowly_grows_with_success_and_is_cut_once_for_what_was_throttled_together()
    {
        Reset(new GraphSourceOptions { MaxConcurrency = 64, InitialConcurrency = 4 });
        Assert.Equal(4, FillAndAnswer(throttled: 0));
        Assert.Equal(8, FillAndAnswer(throttled: 0));
        Assert.Equal(16, FillAndAnswer(throttled: 0));
        FillAndAnswer(throttled: 5);
        _clock.Advance(TimeSpan.FromSeconds(2));
        int after = FillAndAnswer(throttled: 0);
        Assert.InRange(after, 14, 17);
        Assert.Equal(after + 1, FillAndAnswer(throttled: 0));
        Assert.InRange(_governor.Snapshot().Single().LowestConcurrency!.Value, 14, 17);
    }

    [Fact]
    public void Units_that_the_service_says_are_left_are_spent_and_not_one_more_until_they_are_renewed()
    {
        using (GovernedSlot first = Take(GraphScope.OfDrive("a")))
            first.Answered(new RateLimit(4, TimeSpan.FromSeconds(30)));
        Assert.True(Enter(GraphScope.OfDrive("a"), units: 2).IsCompleted);
        Assert.True(Enter(GraphScope.OfDrive("b"), units: 2).IsCompleted);
        Task<GovernedSlot> over = Enter(GraphScope.OfDrive("c"));
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(over.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        AssertComes(over);
    }

    [Fact]
    public void More_units_than_estimated_let_those_go_who_wait()
    {
        GovernedSlot[] two = [Take(GraphScope.OfDrive("a")), Take(GraphScope.OfDrive("a"))];
        two[0].Answered(new RateLimit(1, TimeSpan.FromSeconds(30)));
        Task<GovernedSlot> waiting = Enter(GraphScope.OfDrive("b"));
        Assert.False(waiting.IsCompleted);
        two[1].Answered(new RateLimit(7, TimeSpan.FromSeconds(30)));
        AssertComes(waiting);
    }

    [Fact]
    public async Task Giving_up_waiting_leaves_the_turn_to_the_next()
    {
        GovernedSlot[] taken = [.. Enumerable.Range(0, 8).Select(_ => Take(GraphScope.OfDrive("a")))];
        using var impatient = new CancellationTokenSource();
        Task<GovernedSlot> first = _governor.EnterAsync(GraphScope.OfDrive("b"), 1, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Task<GovernedSlot> second = Enter(GraphScope.OfDrive("b"));
        taken[0].Dispose();
        AssertComes(second);
    }

    [Fact]
    public void Throttling_that_does_not_say_how_long_is_waited_out_longer_each_time()
    {
        Reset(Options with { BackoffBase = TimeSpan.FromSeconds(4), BackoffLimit = TimeSpan.FromMinutes(2) });
        var waits = new List<double>();
        for (int i = 0; i < 5; i++)
        {
            using (GovernedSlot slot = Take(GraphScope.OfMailbox("a")))
                slot.Throttled(null);
            waits.Add(_governor.Snapshot().Single().HeldFor.TotalSeconds);
            Task<GovernedSlot> next = Enter(GraphScope.OfMailbox("a"));
            waits[i] = _governor.Snapshot().Single().HeldFor.TotalSeconds;
            _clock.Advance(TimeSpan.FromMinutes(3));
            AssertComes(next);
            Release(next);
        }

        Assert.Equal(waits.Order(), waits);
        Assert.InRange(waits[0], 3, 5);
    }

    private Task<GovernedSlot> Enter(GraphScope scope, int units = 1) => _governor.EnterAsync(scope, units, CancellationToken.None).AsTask();

    private GovernedSlot Take(GraphScope scope)
    {
        Task<GovernedSlot> slot = Enter(scope);
        AssertComes(slot);
        return slot.Result;
    }


    private static void Release(Task<GovernedSlot> slot) => slot.Result.Dispose();

    // Continuations run on another thread.
    private static void AssertComes(Task<GovernedSlot> slot) => Assert.True(slot.Wait(TimeSpan.FromSeconds(20)));

    private void Reset(GraphSourceOptions options)
    {
        _governor.Dispose();
        _governor = new GraphGovernor(options, _clock, _traffic);
    }

    /// <summary>Takes all slots that there are, and has each answered.</summary>
    /// <returns>How many there were.</returns>
    private int FillAndAnswer(int throttled)
    {
        using var stop = new CancellationTokenSource();
        var slots = new List<GovernedSlot>();
        while (_governor.EnterAsync(GraphScope.Directory, 1, stop.Token).AsTask() is { IsCompleted: true } slot)
            slots.Add(slot.Result);
        stop.Cancel();
        for (int i = 0; i < slots.Count; i++)
        {
            if (i < throttled)
                slots[i].Throttled(TimeSpan.FromSeconds(1));
            else
                slots[i].Answered(null);
        }

        slots.ForEach(s => s.Dispose());
        return slots.Count;
    }
}
