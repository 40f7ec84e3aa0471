using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Core.Telemetry;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Telemetry;

public sealed class TelemetryTests
{
    // Other tests run sessions at the same time: this job's name tells ours from theirs.
    private readonly string _job = $"Metered {Guid.NewGuid():N}";

    [Fact]
    public async Task A_session_is_counted_under_its_documented_names()
    {
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => Enable(instrument, l) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();

        BackupSession session = await RunAsync();

        Assert.Equal(session.Statistics.ItemsTransferred, sums["veeam365.items"]);
        Assert.Equal(session.Statistics.BytesRead, sums["veeam365.source.read"]);
        Assert.Equal(session.Statistics.ObjectsDone, sums["veeam365.objects"]);
        Assert.True(sums["veeam365.source.requests"] > 0);
        Assert.True(sums["veeam365.repository.written"] > 0);
        Assert.Equal(1, sums["veeam365.sessions"]);
        Assert.True(sums["veeam365.session.duration"] > 0);
        Assert.Equal(0, sums["veeam365.sessions.active"]);

        static void Enable(Instrument instrument, MeterListener l)
        {
            if (instrument.Meter.Name == BackupTelemetry.Name)
                l.EnableMeasurementEvents(instrument);
        }

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "veeam365.job" && (string?)tag.Value == _job)
                    sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            }
        }
    }

    [Fact]
    public async Task A_session_is_traced_with_its_steps_and_objects()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BackupTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        BackupSession session = await RunAsync();

        Activity whole = Assert.Single(ended, a => a.OperationName == "backup.session" && (string?)a.GetTagItem("veeam365.job") == _job);
        Assert.Equal("Success", whole.GetTagItem("veeam365.status"));
        Assert.Equal(session.Id.ToString(), whole.GetTagItem("veeam365.session"));
        Activity[] parts = [.. ended.Where(a => a.ParentSpanId == whole.SpanId)];
        Assert.Contains("Creating the restore point", parts.Where(a => a.OperationName == "backup.step").Select(a => (string?)a.GetTagItem("veeam365.step")));
        Activity item = Assert.Single(parts, a => a.OperationName == "backup.object");
        Assert.Equal(1L, item.GetTagItem("veeam365.items"));
        Assert.DoesNotContain(parts.SelectMany(p => p.TagObjects), t => $"{t.Value}".Contains("ada", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<BackupSession> RunAsync()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            tenant => tenant.AddUser("ada@contoso.example").Mailbox.AddMessage("inbox", new NewMessage("Subject: x\r\n\r\ny"u8.ToArray())),
            scope: new BackupScope { WholeOrganization = true, Workloads = [Workload.Mailbox] });
        BackupJob job = world.Job with { Name = _job };
        await world.Services.Configuration.Jobs.UpdateAsync(job, CancellationToken.None);
        return await new JobRunner(world.Services, world.Options).RunAsync(new StartRequest(job, false), new NullSessionObserver(), CancellationToken.None);
    }
}
