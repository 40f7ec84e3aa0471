using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.Stores;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Repositories;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Sessions;

/// <summary>Whole sessions whose repository stops, or goes wrong, at each of its calls in turn.</summary>
public sealed class StoreCallFaultTests
{
    [Theory]
    [InlineData(nameof(StopKind.Before))]
    [InlineData(nameof(StopKind.After))]
    public async Task A_session_that_stops_at_any_store_call_leaves_restore_points_whole_and_the_next_one_succeeds(string stop)
    {
        StopKind kind = Enum.Parse<StopKind>(stop);
        StoppingStore? store = null;
        await using History history = await History.BeginAsync(s => store = new StoppingStore(s));
        bool wasHit = true;
        for (int call = 1; wasHit; call++)
        {
            history.Change();
            // The store is opened anew by each session: what is counted is what the newest one does.
            int wanted = call;
            history.OnOpen = s => s.Restart(kind, wanted);
            await history.BackUpAsync();
            wasHit = store!.WasHit;
            history.OnOpen = s => s.Restart(kind, 0);

            Assert.Equal(SessionStatus.Success, await history.BackUpAsync());
            await history.CompareNewestAsync();
        }

        await history.CompareAllAsync();
    }

    [Fact]
    public async Task A_fault_at_any_store_call_of_a_session_loses_nothing_that_is_committed()
    {
        var fault = new OneFault();
        await using History history = await History.BeginAsync(
            s => new RetryingStore(new OneFaultStore(s, fault), new RetryOptions(3, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20))));
        CallFault[] kinds = Enum.GetValues<CallFault>();
        var tried = new HashSet<CallFault>();
        for (int call = 1; ; call++)
        {
            history.Change();
            CallFault kind = kinds[(call * 3) % kinds.Length];
            fault.Restart(kind, call);
            SessionStatus status = await history.BackUpAsync();
            string? hit = fault.Hit;
            fault.Restart(kind, 0);
            if (hit is null)
                break;
            tried.Add(kind);
            Assert.True(status == SessionStatus.Success || kind is CallFault.Refusal or CallFault.NoSpace or CallFault.Truncation, $"{kind} at {hit}: {status} {history.Message}");

            Assert.Equal(SessionStatus.Success, await history.BackUpAsync());
            await history.CompareNewestAsync();
        }

        Assert.Equal(kinds.Length, tried.Count);
        await history.CompareAllAsync();
    }

    /// <summary>Sessions of one job, with what the source held at each.</summary>
    private sealed class History : IAsyncDisposable
    {
        private readonly Dictionary<Guid, TenantSnapshot> _truths = [];
        private BackupWorld _world = null!;
        private RandomChanges _changes = null!;

        public string? Message { get; private set; }

        public Action<StoppingStore> OnOpen { get; set; } = _ => { };

        public static async Task<History> BeginAsync(Func<IObjectStore, IObjectStore> decorate)
        {
            var history = new History { _world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 2, messages: 3, files: 2)) };
            history._changes = new RandomChanges(history._world.Tenant, 17);
            await history.BackUpAsync();
            history._world.Use(new ObjectStorageRepositoryFactory(new DecoratingStoreFactory(store =>
            {
                IObjectStore decorated = decorate(store);
                if (decorated is StoppingStore stopping)
                    history.OnOpen(stopping);
                return decorated;
            })));
            return history;
        }

        public void Change() => _changes.Apply(3);

        public async Task<SessionStatus> BackUpAsync()
        {
            TenantSnapshot truth = _world.Tenant.Snapshot();
            SessionResult result = await _world.BackUpAsync();
            if (result is { RestorePoint: { } point, Session.Status: SessionStatus.Success })
                _truths.Add(point.Id, truth);
            Message = $"{result.Session.Message} {result.Error}";
            return result.Session.Status;
        }

        public async Task CompareNewestAsync() => await CompareAsync((await _world.ListPointsAsync())[^1]);

        public async Task CompareAllAsync()
        {
            IReadOnlyList<RestorePoint> points = await _world.ListPointsAsync();
            Assert.Subset(points.Select(p => p.Id).ToHashSet(), _truths.Keys.ToHashSet());
            foreach (RestorePoint point in points.Where(p => _truths.ContainsKey(p.Id)))
                await CompareAsync(point);
        }

        public ValueTask DisposeAsync() => _world.DisposeAsync();

        private Task CompareAsync(RestorePoint point) => _world.AssertIdenticalAsync(point, _truths[point.Id]);
    }
}
