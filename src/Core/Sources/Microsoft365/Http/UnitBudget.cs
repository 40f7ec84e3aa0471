namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>
/// What the service said is left of its resource units, as far as it says so: SharePoint sends RateLimit headers once 80 % are spent
/// (https://learn.microsoft.com/sharepoint/dev/general-development/how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online). Not for concurrent use.
/// </summary>
internal sealed class UnitBudget
{
    private TimeSpan _resetAt = TimeSpan.MinValue;
    private double _left;

    /// <summary>When the window ends that is known.</summary>
    public TimeSpan ResetAt => _resetAt;

    /// <param name="told">What an answer said.</param>
    /// <param name="underWay">Units of the other requests under way: the service may not have counted them yet.</param>
    /// <param name="now">The time.</param>
    public void Tell(RateLimit told, int underWay, TimeSpan now)
    {
        _left = told.Remaining - underWay;
        _resetAt = now + told.Reset;
    }

    public bool Allows(int units, TimeSpan now) => now >= _resetAt || _left >= units;

    public void Spend(int units) => _left -= units;
}
