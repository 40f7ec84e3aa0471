using System.Globalization;

namespace Veeam365.Simulators.Graph;

internal static class RetryAfter
{
    /// <summary>The header's value, and how long a client that obeys it waits.</summary>
    public static (string Header, TimeSpan Wait) Format(TimeSpan wait, RetryAfterForm form, DateTimeOffset now)
    {
        switch (form)
        {
            case RetryAfterForm.FractionalSeconds:
                return (wait.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture), wait);
            case RetryAfterForm.HttpDate:
                var ticks = (now + wait).UtcTicks + TimeSpan.TicksPerSecond - 1;
                var until = new DateTimeOffset(ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
                return (until.ToString("R", CultureInfo.InvariantCulture), until - now);
            default:
                var seconds = Math.Ceiling(wait.TotalSeconds);
                return (seconds.ToString(CultureInfo.InvariantCulture), TimeSpan.FromSeconds(seconds));
        }
    }
}
