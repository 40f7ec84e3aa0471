using Veeam365.Backup.Core.Proxies;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Proxies;

public sealed class TokenBucketTests
{
    [Fact]
    public async Task What_is_taken_is_waited_for_in_proportion_and_never_stands_still()
    {
        var clock = new ManualClock();
        var bucket = new TokenBucket(1000, clock);
        var passed = new List<Task>();
        for (int i = 0; i < 10; i++)
            passed.Add(bucket.TakeAsync(500, default).AsTask());

        // Each half second's worth passes half a second after the one before it, less the burst.
        for (int half = 1; half <= 10; half++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(500));
            await passed[half - 1];
            Assert.Equal(half, passed.Count(p => p.IsCompleted));
        }
    }

    [Fact]
    public async Task Without_a_rate_everything_passes()
    {
        var bucket = new TokenBucket(null, new ManualClock());

        await bucket.TakeAsync(int.MaxValue, default);
    }
}
