using Veeam365.Backup.Core.Proxies;

namespace Veeam365.Backup.Tests.Proxies;

public sealed class WorkSlotsTests
{
    private readonly Guid _one = Guid.NewGuid(), _two = Guid.NewGuid();

    [Fact]
    public async Task A_free_thread_goes_to_the_session_that_has_the_fewest()
    {
        var slots = new WorkSlots(2);
        using IDisposable first = await slots.EnterAsync(_one, 0, default);
        using IDisposable second = await slots.EnterAsync(_one, 0, default);
        Task<IDisposable> more = slots.EnterAsync(_one, 0, default);
        Task<IDisposable> other = slots.EnterAsync(_two, 0, default);

        first.Dispose();

        using IDisposable given = await other;
        Assert.False(more.IsCompleted);
    }

    [Fact]
    public async Task A_higher_priority_goes_first_whatever_it_has()
    {
        var slots = new WorkSlots(2);
        using IDisposable first = await slots.EnterAsync(_one, 5, default);
        using IDisposable second = await slots.EnterAsync(_one, 5, default);
        Task<IDisposable> low = slots.EnterAsync(_two, 0, default);
        Task<IDisposable> high = slots.EnterAsync(_one, 5, default);

        first.Dispose();

        using IDisposable given = await high;
        Assert.False(low.IsCompleted);
    }

    [Fact]
    public async Task Without_threads_nobody_gets_one_until_there_are_some_again()
    {
        var slots = new WorkSlots(1);
        using IDisposable first = await slots.EnterAsync(_one, 0, default);
        slots.Size = 0;
        Task<IDisposable> waiting = slots.EnterAsync(_one, 0, default);
        first.Dispose();
        Assert.False(waiting.IsCompleted);

        slots.Size = 1;

        (await waiting).Dispose();
        Assert.Equal(0, slots.Taken);
    }

    [Fact]
    public async Task One_that_gives_up_waiting_takes_nothing()
    {
        var slots = new WorkSlots(1);
        using IDisposable first = await slots.EnterAsync(_one, 0, default);
        using var stop = new CancellationTokenSource();
        Task<IDisposable> waiting = slots.EnterAsync(_two, 0, stop.Token);

        await stop.CancelAsync();
        first.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, slots.Taken);
    }
}
