using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Veeam365.Backup.Core.Telemetry;

/// <summary>
/// The meter and the source of activities that OpenTelemetry, dotnet-counters and others listen to; the names are documented in docs/operations.md and kept. Without a listener nothing is counted and no activity is made.
/// </summary>
public static class BackupTelemetry
{
    /// <summary>The name of the meter and of the source.</summary>
    public const string Name = "Veeam365.Backup";

    private static readonly string Version = typeof(BackupTelemetry).Assembly.GetName().Version!.ToString(3);
    private static readonly Meter Meter = new(Name, Version);

    internal static ActivitySource Activities { get; } = new(Name, Version);

    internal static UpDownCounter<long> ActiveSessions { get; } = Meter.CreateUpDownCounter<long>("veeam365.sessions.active", "{session}", "Sessions that this process works for.");

    internal static Counter<long> Sessions { get; } = Meter.CreateCounter<long>("veeam365.sessions", "{session}", "Sessions that ended, by job, kind and status.");

    internal static Histogram<double> Duration { get; } = Meter.CreateHistogram<double>("veeam365.session.duration", "s", "How long sessions took, by job, kind and status.");

    internal static Counter<long> Objects { get; } = Meter.CreateCounter<long>("veeam365.objects", "{object}", "Objects processed to the end.");

    internal static Counter<long> Items { get; } = Meter.CreateCounter<long>("veeam365.items", "{item}", "Items whose content was moved.");

    internal static Counter<long> Read { get; } = Meter.CreateCounter<long>("veeam365.source.read", "By", "Content bytes read from the source.");

    internal static Counter<long> Written { get; } = Meter.CreateCounter<long>("veeam365.repository.written", "By", "Bytes written to the repository, after deduplication and compression.");

    internal static Counter<long> Requests { get; } = Meter.CreateCounter<long>("veeam365.source.requests", "{request}", "Requests sent to the source.");

    internal static Counter<long> Throttled { get; } = Meter.CreateCounter<long>("veeam365.source.throttled", "{request}", "Requests that the source refused for now.");

    internal static Counter<double> ThrottledTime { get; } = Meter.CreateCounter<double>("veeam365.source.throttled.time", "s", "Time spent waiting because the source asked for it, over all requests.");

    internal static Counter<long> Gaps { get; } = Meter.CreateCounter<long>("veeam365.gaps", "{gap}", "Things found that cannot be held.");
}
