namespace Veeam365.Simulators.Graph;

/// <summary>A fixed window over all requests of the tenant; refused ones count too, as in the service.</summary>
internal sealed class RateGate(GraphSimulatorOptions options)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _windowStart;
    private int _inWindow;

    /// <summary>Null lets the request pass; otherwise how long the window lasts.</summary>
    public TimeSpan? Refuse()
    {
        if (options.RateLimit is not { } limit)
            return null;
        lock (_lock)
        {
            var now = options.Time.GetUtcNow();
            if (now - _windowStart >= options.RateWindow)
            {
                _windowStart = now;
                _inWindow = 0;
            }

            return ++_inWindow <= limit ? null : _windowStart + options.RateWindow - now;
        }
    }
}
