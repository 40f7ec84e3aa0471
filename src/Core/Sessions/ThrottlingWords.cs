using System.Globalization;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>Says what throttling costs.</summary>
internal static class ThrottlingWords
{
    /// <summary>What holds requests back now, e.g. "Throttled by Exchange Online, 12 s"; null when nothing does.</summary>
    public static string? Now(SourceStatistics? source) =>
        source?.Services.MaxBy(s => s.HeldFor) is { } service && service.HeldFor > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"Throttled by {service.Name}, {Math.Ceiling(service.HeldFor.TotalSeconds)} s")
            : null;

    /// <summary>What it cost by the end: one line for each service that throttled.</summary>
    public static IEnumerable<string> Summary(SourceStatistics source) =>
        source.Services.Where(s => s.ThrottledRequests > 0 || s.Waited > TimeSpan.Zero).Select(Summary);

    private static string Summary(ServiceStatistics service)
    {
        string concurrency = service.LowestConcurrency is { } lowest ? string.Create(CultureInfo.InvariantCulture, $", lowest concurrency {lowest}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{service.Name} throttled {service.ThrottledRequests} of {service.Requests} requests: {service.Waited.TotalSeconds:0.#} s waited, added up over requests{concurrency}.");
    }
}
