using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Core.Sources;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Proxies;

/// <summary>What a proxy shares with others bounds what is sent and read.</summary>
public sealed class SourceLimitTests
{
    private const long Length = 3_000_000;

    [Fact]
    public async Task All_that_is_downloaded_goes_through_the_shaper_and_every_request_takes_from_the_allowance()
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t =>
        {
            RandomChanges.Fill(t, users: 2, messages: 10, files: 2);
            t.User("user0@contoso.example").Drive.AddFile("root", "large.bin", FileContent.Synthetic(Length, 3));
        });
        var limits = new CountingLimits();
        world.Use(limits);

        SessionResult result = await world.BackUpAsync();

        Assert.True(result.Session.Status == SessionStatus.Success, result.Session.Message);
        Assert.InRange(limits.Bytes, Length, long.MaxValue);
        // One that was taken for a request which nobody waited for any more is kept for the next: there is at most one.
        Assert.InRange(limits.Taken - result.Session.Statistics.Requests, 0, 1);
        await world.AssertIdenticalAsync(result.RestorePoint!, world.Tenant.Snapshot());
    }

    private sealed class CountingLimits : IOrganizationSourceFactory, IRequestAllowance, IDownloadShaper
    {
        private long _bytes, _taken, _asked;

        public long Bytes => Interlocked.Read(ref _bytes);

        public long Taken => Interlocked.Read(ref _taken);

        public double Part => 0.5;

        public IOrganizationSource Connect(Organization organization, string? clientSecret) => Connect(organization, clientSecret, SourceLimits.None);

        public IOrganizationSource Connect(Organization organization, string? clientSecret, SourceLimits limits) =>
            new GraphOrganizationSourceFactory().Connect(organization, clientSecret, limits with { Requests = this, Downloads = this });

        public bool TryTake(out TimeSpan wait)
        {
            // Every fourth has to come again.
            wait = TimeSpan.FromMilliseconds(1);
            if (Interlocked.Increment(ref _asked) % 4 == 0)
                return false;
            Interlocked.Increment(ref _taken);
            return true;
        }

        public async ValueTask ReceivedAsync(int bytes, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref _bytes, bytes);
            await Task.Yield();
        }
    }
}
