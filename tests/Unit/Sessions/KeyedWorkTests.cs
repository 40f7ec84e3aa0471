using System.Collections.Concurrent;
using Veeam365.Backup.Core.Sessions;

namespace Veeam365.Backup.Tests.Sessions;

public sealed class KeyedWorkTests
{
    [Fact]
    public async Task Work_of_one_key_keeps_its_order_and_does_not_overlap()
    {
        var seen = new ConcurrentQueue<int>();
        await using var work = new KeyedWork(4, CancellationToken.None);

        for (int i = 0; i < 50; i++)
        {
            int number = i;
            await work.StartAsync("same", async token =>
            {
                await Task.Yield();
                seen.Enqueue(number);
            });
        }
        await work.CompleteAsync();

        Assert.Equal(Enumerable.Range(0, 50), seen);
    }

    [Fact]
    public async Task No_more_than_the_limit_runs_at_once()
    {
        int running = 0, most = 0;
        await using var work = new KeyedWork(3, CancellationToken.None);

        for (int i = 0; i < 40; i++)
        {
            await work.StartAsync($"key {i}", async token =>
            {
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Decrement(ref running);
            });
        }
        await work.CompleteAsync();

        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task The_first_error_stops_the_rest_and_is_thrown()
    {
        await using var work = new KeyedWork(2, CancellationToken.None);
        await work.StartAsync("waits", token => Task.Delay(Timeout.Infinite, token));
        await work.StartAsync("fails", _ => throw new InvalidDataException("first"));

        await Assert.ThrowsAsync<InvalidDataException>(work.CompleteAsync);
    }

    [Fact]
    public async Task Cancelling_is_told_as_such()
    {
        using var stop = new CancellationTokenSource();
        await using var work = new KeyedWork(2, stop.Token);
        await work.StartAsync("waits", token => Task.Delay(Timeout.Infinite, token));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(work.CompleteAsync);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}
