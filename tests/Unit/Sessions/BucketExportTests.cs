using System.Diagnostics;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Tests.Support;

namespace Veeam365.Backup.Tests.Sessions;

public sealed class BucketExportTests(S3Bucket bucket) : IClassFixture<S3Bucket>
{
    [Theory]
    [InlineData(null)]
    [InlineData("a password")]
    public async Task A_process_that_just_began_searches_without_the_bucket_and_exports_a_message_with_three_requests_at_most(string? password)
    {
        S3StoreSettings place = bucket.Server.Settings(await bucket.Server.CreateBucketAsync());
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t => RandomChanges.Fill(t, users: 1, messages: 50, files: 5), password, places: new WorldPlaces { Store = place, StoreSecret = bucket.Server.Secret });
        RestorePoint point = (await world.BackUpAsync()).RestorePoint!;
        await world.Services.Configuration.DisposeAsync();
        BackupServices fresh = await BackupServicesFactory.OpenAsync(world.Configuration, null, CancellationToken.None);
        await using var _ = fresh.Configuration;
        using var requests = new RequestCounter(place.Bucket);

        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(fresh, point, CancellationToken.None);
        RestoreItem message = await explorer.FindAsync(new RestoreQuery { Kinds = [ItemKind.Message], MinimumSize = 1 }, CancellationToken.None).FirstAsync();
        Assert.Equal(0, requests.Count);
        ExportedItem exported = await new ItemExporter(explorer, new ExportOptions(world.NewFolder("export"))).ExportAsync(new[] { message }.ToAsyncEnumerable(), CancellationToken.None).SingleAsync();
        Assert.Null(exported.Error);
        Assert.InRange(requests.Count, 1, 3);
    }

    /// <summary>Counts what goes to one bucket, by the diagnostics of HttpClient: whatever a library does comes by there.</summary>
    private sealed class RequestCounter : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly string _bucket;
        private readonly IDisposable _listening;
        private IDisposable? _http;
        private int _count;

        public RequestCounter(string bucket)
        {
            _bucket = bucket;
            _listening = DiagnosticListener.AllListeners.Subscribe(this);
        }

        public int Count => Volatile.Read(ref _count);

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "HttpHandlerDiagnosticListener")
                _http = value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == "System.Net.Http.HttpRequestOut.Start"
                && value.Value?.GetType().GetProperty("Request")?.GetValue(value.Value) is HttpRequestMessage request
                && request.RequestUri!.ToString().Contains(_bucket, StringComparison.Ordinal))
                Interlocked.Increment(ref _count);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose()
        {
            _http?.Dispose();
            _listening.Dispose();
        }
    }
}
