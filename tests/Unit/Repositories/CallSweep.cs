using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>Tries some work again and again, stopped at its first store call, its second, and so on, until it runs through.</summary>
internal static class CallSweep
{
    /// <param name="kind">What happens at the call.</param>
    /// <param name="begin">Makes a fresh world and returns the store to stop.</param>
    /// <param name="work">The work; it may fail when it was stopped.</param>
    /// <param name="check">Looks at what it left; the store works again.</param>
    /// <param name="step">Tries every call (1), every second...</param>
    /// <returns>How many calls the work makes.</returns>
    public static async Task<int> RunAsync<TWorld>(StopKind kind, Func<Task<(TWorld World, StoppingStore Store)>> begin, Func<TWorld, Task> work, Func<TWorld, bool, Task> check, int step = 1)
        where TWorld : IAsyncDisposable
    {
        for (int call = 1; ; call += step)
        {
            (TWorld world, StoppingStore store) = await begin();
            await using (world)
            {
                store.Restart(kind, call);
                bool failed = false;
                try
                {
                    await work(world);
                }
                catch (Exception e) when (e is BackupException or OperationCanceledException)
                {
                    failed = true;
                    Assert.True(store.WasHit, e.Message);
                }

                bool hit = store.WasHit;
                int calls = store.Calls;
                store.Restart(kind, 0);
                await check(world, failed);
                if (!hit)
                    return calls;
            }
        }
    }
}
