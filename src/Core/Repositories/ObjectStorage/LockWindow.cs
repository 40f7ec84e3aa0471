using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// How long objects are locked. Time is divided into generations of up to ten days: whatever is written or extended in one is locked until its end and the policy's days beyond. So all objects of a generation end together, and
/// an old object that is still needed is extended once in a generation, not once a session.
/// </summary>
internal static class LockWindow
{
    private const int LongestGeneration = 10;

    /// <summary>The lock of what is written or extended at a moment.</summary>
    public static ObjectLock At(ImmutabilityPolicy policy, DateTimeOffset now)
    {
        long generation = TimeSpan.FromDays(Math.Clamp(policy.Days, 1, LongestGeneration)).Ticks;
        long end = ((now.UtcTicks / generation) + 1) * generation;
        return new ObjectLock(policy.Mode, new DateTimeOffset(end, TimeSpan.Zero).AddDays(policy.Days));
    }
}
