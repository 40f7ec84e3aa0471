using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Repositories.Stores;
using Veeam365.Backup.Tests.Histories;

namespace Veeam365.Backup.Tests.Repositories;

/// <summary>
/// Random histories of two writers and a maintainer over one repository, each an open repository of its own as another process would have, with a model in memory beside them:
/// whatever happened, every restore point that is there reads back as it was written.
/// </summary>
public abstract class RetentionHistoryTests : RepositoryConformance
{
    private const int AsARule = 6;

    /// <summary>Which histories are run; VEEAM365_HISTORY_SEEDS names others.</summary>
    public static TheoryData<int> Seeds => [.. HistorySeeds.OrFirst(AsARule)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_restore_point_that_is_there_reads_back_whatever_sessions_and_retention_did(int seed)
    {
        await using History history = await History.BeginAsync(seed, Place);
        for (int step = 0; step < 45; step++)
        {
            await history.StepAsync();
            if (step % 9 == 8)
                await history.CompareAsync();
        }

        await history.EndAsync();
    }

    private sealed class Writer(IBackupRepository repository, RepositoryModel model, MemoryChunkCatalog catalog)
    {
        public IBackupRepository Repository { get; } = repository;

        public RepositoryModel Model { get; } = model;

        public MemoryChunkCatalog Catalog { get; } = catalog;

        public IRepositoryWriter? Open { get; set; }

        public RepositoryModel.WrittenSession? Written { get; set; }
    }

    private sealed class History : IAsyncDisposable
    {
        private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private readonly Random _random;
        private readonly RepositoryBench _bench;
        private readonly StoppingStore _store;
        private readonly Writer[] _writers;
        private int _day;

        private History(Random random, RepositoryBench bench, StoppingStore store, Writer[] writers)
        {
            _random = random;
            _bench = bench;
            _store = store;
            _writers = writers;
        }

        public static async Task<History> BeginAsync(int seed, BenchPlace place)
        {
            var random = new Random(seed);
            List<StoppingStore> stores = [];
            RepositoryBench bench = await RepositoryBench.CreateAsync(seed % 3 == 0 ? "p" : null, store => Remember(stores, store), place);
            // The one that the maintainer's open repository uses; the others stay as they are.
            StoppingStore mine = stores[^1];
            Writer[] writers =
            [
                new(await bench.OpenAnotherAsync(), new RepositoryModel(random), bench.Catalog),
                new(await bench.OpenAnotherAsync(), new RepositoryModel(random, Guid.NewGuid()), new MemoryChunkCatalog()),
            ];
            return new History(random, bench, mine, writers);
        }

        public Task StepAsync() => _random.Next(10) switch
        {
            < 6 => WriteAsync(_writers[_random.Next(2)]),
            < 7 => CatchUpAsync(_writers[1]),
            < 9 => MaintainAsync(stop: false),
            _ => MaintainAsync(stop: true),
        };

        public async Task CompareAsync()
        {
            foreach (Writer writer in _writers)
            {
                List<long> there = await Maintenance(_bench.Repository).ListSequencesAsync(writer.Model.JobId, default).ToListAsync();
                Assert.Equal(writer.Model.Last?.Manifest.Sequence ?? 0, there.LastOrDefault());
                await RepositoryTruth.CompareAsync(_bench.Repository, writer.Model, there);
            }
        }

        public async Task EndAsync()
        {
            foreach (Writer writer in _writers)
            {
                if (writer.Open is not null)
                    await CommitAsync(writer);
            }

            await RunAsync(new RetentionRequest { Horizon = Start.AddDays(_day - 3), Grace = TimeSpan.Zero, RepackThreshold = 0.1 });
            await CompareAsync();
            RetentionPlan plan = await Maintenance(_bench.Repository).PlanAsync(new RetentionRequest { RepackThreshold = 0.1 }, null, default);
            Assert.Empty(plan.Packs);
            Assert.Equal(0, plan.Waiting.Objects);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (Writer writer in _writers)
            {
                if (writer.Open is not null)
                    await writer.Open.DisposeAsync();
                await writer.Repository.DisposeAsync();
            }

            await _bench.DisposeAsync();
        }

        private static StoppingStore Remember(List<StoppingStore> stores, IObjectStore store)
        {
            StoppingStore stopping = new(store);
            stores.Add(stopping);
            return stopping;
        }

        private static IRepositoryMaintenance Maintenance(IBackupRepository repository) => (IRepositoryMaintenance)repository;

        private async Task WriteAsync(Writer writer)
        {
            if (writer.Open is null)
            {
                writer.Open = writer.Repository.CreateWriter(writer.Catalog, new RepositoryWriterOptions());
                writer.Written = await writer.Model.WriteAsync(writer.Open);
            }
            else if (_random.Next(6) == 0)
            {
                // The process died: what it wrote is garbage.
                await writer.Open.DisposeAsync();
                writer.Open = null;
            }
            else
            {
                await CommitAsync(writer);
            }
        }

        private async Task CommitAsync(Writer writer)
        {
            await writer.Model.CommitAsync(writer.Open!, writer.Written!, Start.AddDays(_day++), listsAll: _random.Next(5) == 0);
            await writer.Open!.DisposeAsync();
            writer.Open = null;
        }

        private static Task CatchUpAsync(Writer writer) => ((IChunkIndex)writer.Repository).CopyToAsync(writer.Catalog, default);

        private async Task MaintainAsync(bool stop)
        {
            RetentionRequest request = new()
            {
                Horizon = _random.Next(2) == 0 ? Start.AddDays(_day - _random.Next(2, 8)) : null,
                Remove = await ChooseAsync(),
                Collect = _random.Next(4) > 0,
                Grace = _random.Next(3) == 0 ? TimeSpan.FromHours(1) : TimeSpan.Zero,
                RepackThreshold = _random.NextDouble() * 0.5,
            };
            if (!stop)
            {
                await RunAsync(request);
                return;
            }

            _store.Restart(_random.Next(2) == 0 ? StopKind.Before : StopKind.After, _random.Next(1, 30));
            try
            {
                await RunAsync(request);
            }
            catch (RepositoryException e) when (e.ErrorId == "Test.Stopped")
            {
                // The next run goes on.
            }

            _store.Restart(StopKind.Before, 0);
            await _bench.DeleteAsync("locks/maintenance/");
        }

        private Task<RetentionResult> RunAsync(RetentionRequest request) => Maintenance(_bench.Repository).RunAsync(request, _bench.Catalog, null, default);

        private async Task<HashSet<Guid>> ChooseAsync()
        {
            HashSet<Guid> chosen = [];
            foreach (Writer writer in _writers)
            {
                await foreach (StoredRestorePoint point in _bench.Repository.ListRestorePointsAsync(writer.Model.JobId, 0, default))
                {
                    if (_random.Next(5) == 0)
                        chosen.Add(point.Manifest.Id);
                }
            }

            return chosen;
        }
    }
}
