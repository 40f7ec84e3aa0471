using System.Globalization;
using System.Net.Http.Headers;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>The RateLimit headers of an answer (draft-ietf-httpapi-ratelimit-headers).</summary>
/// <param name="Remaining">Resource units left in this window.</param>
/// <param name="Reset">Time until the next window.</param>
internal readonly record struct RateLimit(double Remaining, TimeSpan Reset)
{
    // A window is a minute or a day; what says longer is not understood.
    private const double LongestReset = 86_400;

    /// <summary>Null when the answer does not say, or nothing that makes sense.</summary>
    public static RateLimit? Read(HttpResponseMessage response)
    {
        HttpHeadersNonValidated headers = response.Headers.NonValidated;
        if (!headers.TryGetValues("RateLimit-Remaining", out HeaderStringValues remaining) || !headers.TryGetValues("RateLimit-Reset", out HeaderStringValues reset))
            return null;
        return Number(remaining.ToString()) is { } left && Number(reset.ToString()) is { } seconds && seconds <= LongestReset
            ? new RateLimit(left, TimeSpan.FromSeconds(seconds))
            : null;
    }

    /// <summary>What is left for one of several connections that share the tenant.</summary>
    public RateLimit PartOf(double part) => this with { Remaining = Remaining * part };

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
}
