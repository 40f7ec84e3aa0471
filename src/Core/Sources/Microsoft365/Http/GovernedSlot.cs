namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The right to have one request under way. Say what became of it, and give it back by disposing.</summary>
internal sealed class GovernedSlot(GraphGovernor governor, ObjectLane lane, int units, long number) : IDisposable
{
    private bool _released;

    public ObjectLane Lane => lane;

    public int Units => units;

    /// <summary>Its place in the order in which slots were given.</summary>
    public long Number => number;

    /// <summary>True once the answer turned out to be long: it keeps its connection, but no longer counts as pressure on the service.</summary>
    public bool IsStream { get; set; }

    /// <summary>The service answered something other than "not now".</summary>
    public void Answered(RateLimit? budget) => governor.Answered(this, budget);

    /// <summary>The service asked to wait: nobody in the request's scope is let through meanwhile.</summary>
    /// <param name="wait">As long as it said; null when it did not say.</param>
    public void Throttled(TimeSpan? wait) => governor.Throttled(this, wait);

    /// <summary>The service failed in a way that means too much load, without asking to wait: fewer at once.</summary>
    public void Overloaded() => governor.Overloaded(this);

    /// <summary>The body is longer than what is read at once.</summary>
    public void Stream() => governor.Stream(this);

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _released, true))
            governor.Release(this);
    }
}
