using System.Globalization;

namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Reads Retry-After in all its forms: seconds, seconds with a fraction (SharePoint), HTTP date (RFC 9110, 10.2.3).</summary>
internal static class RetryAfter
{
    private const double LongestSeconds = 86_400;

    // IMF-fixdate, RFC 850 and asctime (RFC 9110, 5.6.7), and the ISO form that gateways send.
    private static readonly string[] DateForms = ["R", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>How long to wait, counted from now; null when the answer does not say.</summary>
    public static TimeSpan? Read(HttpResponseMessage response, TimeProvider time)
    {
        if (!response.Headers.NonValidated.TryGetValues("Retry-After", out System.Net.Http.Headers.HeaderStringValues values))
            return null;
        // The server's own clock counts for a date, so that a wrong clock here neither hurries nor sleeps for hours.
        return Parse(values.ToString(), response.Headers.Date ?? time.GetUtcNow());
    }

    /// <summary>The same for a header's text.</summary>
    public static TimeSpan? Parse(string? text, DateTimeOffset now)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out double seconds))
            return double.IsNaN(seconds) ? null : TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds));
        if (!DateTimeOffset.TryParseExact(text?.Trim(), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out DateTimeOffset date))
            return null;
        return date > now ? date - now : TimeSpan.Zero;
    }
}
