using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Tests.Histories;
using Veeam365.Simulators.Exchange;

namespace Veeam365.Backup.Tests.ExchangeOnPremises;

/// <summary>One random history of on-premises mailboxes, from its seed: the same words and the same check as for Microsoft 365.</summary>
internal sealed class ExchangeHistoryWorld
{
    private const int Sessions = 4;

    private readonly ExchangeWorld _world;
    private readonly Random _random;
    private readonly int _seed;
    private readonly List<HistoryWorkload> _workloads;
    private readonly Dictionary<HistoryWorkload, IReadOnlyDictionary<string, ItemText>> _held = [];
    private readonly List<string> _differences = [];

    private ExchangeHistoryWorld(ExchangeWorld world, int seed)
    {
        (_world, _seed, _random) = (world, seed, new Random(seed));
        _workloads = [.. world.Simulator.Mailboxes.SelectMany(WorkloadsOf)];
        foreach (HistoryWorkload workload in _workloads)
            _held[workload] = new Dictionary<string, ItemText>();
    }

    /// <returns>What some restore point holds and should not, or the other way round; empty when all is well.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(int seed, CancellationToken cancellationToken)
    {
        await using ExchangeWorld world = await ExchangeWorld.CreateAsync(s =>
        {
            s.AddMailbox("alice@contoso.example", hasArchive: true);
            if (seed % 4 == 0)
                s.AddMailbox("info@contoso.example", "SharedMailbox");
        });
        var history = new ExchangeHistoryWorld(world, seed);
        await history.RunAsync(cancellationToken);
        return history._differences;
    }

    private static IEnumerable<HistoryWorkload> WorkloadsOf(SimulatedExchangeMailbox mailbox)
    {
        string id = mailbox.Id.ToString();
        yield return new ExchangeHistory(id, Workload.Mailbox, mailbox.Store);
        yield return new ExchangeHistory(id, Workload.Contacts, mailbox.Store);
        yield return new ExchangeHistory(id, Workload.Calendar, mailbox.Store);
        if (mailbox.Archive is { } archive)
            yield return new ExchangeHistory(id, Workload.ArchiveMailbox, archive);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        _world.Use(ExchangeWorld.Impatient with { PageSize = new[] { 2, 7, 512 }[_random.Next(3)], BatchItems = new[] { 2, 50 }[_random.Next(2)], InlineContentLimit = new[] { 500, 256 * 1024 }[_random.Next(2)] });
        _world.Options = _world.Options with { CheckpointInterval = TimeSpan.FromMilliseconds(_random.Next(2) == 0 ? 5 : 60_000) };
        for (int session = 1; session <= Sessions && _differences.Count == 0; session++)
            await RunSessionAsync($"session {session}", isQuiet: session == Sessions, cancellationToken);
    }

    private async Task RunSessionAsync(string name, bool isQuiet, CancellationToken cancellationToken)
    {
        for (int i = _random.Next(5, _seed % 10 == 0 ? 300 : 60); i > 0; i--)
            _workloads[_random.Next(_workloads.Count)].Change(_random);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<string> begun = isQuiet ? [] : Begin(stop);
        bool full = _random.Next(8) == 0;
        SessionResult result = await _world.BackUpAsync(full, stop.Token);
        _world.Simulator.Faults.Clear();
        _world.Simulator.Options.BeforeRequest = null;
        string what = $"{name}{(full ? " (full)" : "")} {result.Session.Status}, {result.Session.Message} [{string.Join("; ", begun)}]";
        string gaps = result.RestorePoint is { } point ? await CheckAsync(what, point) : "";
        bool mayEndEarly = begun.Exists(b => b.StartsWith("stopped", StringComparison.Ordinal));
        SessionStatus status = result.Session.Status;
        if (status != SessionStatus.Success && !(status == SessionStatus.Warning && result.RestorePoint?.Gaps > 0 && !isQuiet) && !(mayEndEarly && status is SessionStatus.Stopped or SessionStatus.Failed))
            _differences.Add($"seed {_seed}, {what}: ended as {status}, gaps {gaps}, {result.Error}");
    }

    private List<string> Begin(CancellationTokenSource stop)
    {
        var begun = new List<string>();
        for (int i = _random.Next(4); i > 0; i--)
            begun.Add(BeginOne());
        if (_random.Next(8) == 0)
        {
            int left = _random.Next(1, 60);
            begun.Add($"stopped at request {left}");
            _world.Simulator.Options.BeforeRequest = _ =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                    stop.Cancel();
            };
        }
        return begun;
    }

    private string BeginOne()
    {
        switch (_random.Next(8))
        {
            case 0:
                _workloads[_random.Next(_workloads.Count)].ExpireTokens();
                return "states expired";
            case 1:
                return Add(new ExchangeFault { Kind = ExchangeFaultKind.Busy, Probability = 0.15, Count = 20, Seed = _random.Next() });
            case 2:
                return Add(new ExchangeFault { Kind = ExchangeFaultKind.Code, Code = "ErrorInternalServerTransientError", InMessage = _random.Next(2) == 0, Probability = 0.1, Count = 3, Seed = _random.Next() });
            case 3:
                return Add(new ExchangeFault { Kind = ExchangeFaultKind.Reset, Probability = 0.05, Count = 5, Seed = _random.Next() });
            case 4:
                return Add(new ExchangeFault { Kind = ExchangeFaultKind.Truncated, Probability = 0.1, Count = 5, Seed = _random.Next() });
            case 5:
                return Add(new ExchangeFault { Kind = ExchangeFaultKind.Status, Status = _random.Next(2) == 0 ? 503 : 502, Probability = 0.1, Count = 10, Seed = _random.Next() });
            case 6:
                return Add(new ExchangeFault { Kind = ExchangeFaultKind.Code, Operation = "SyncFolderItems", Code = "ErrorInvalidSyncStateData", InMessage = true, Count = 1 });
            default:
                return Add(new ExchangeFault { Kind = ExchangeFaultKind.Code, Operation = "GetItem", Code = "ErrorExceededConnectionCount", Count = 4 });
        }
    }

    private string Add(ExchangeFault fault)
    {
        _world.Simulator.Faults.Add(fault);
        return $"{fault.Kind} {fault.Code} {fault.Operation}";
    }

    private async Task<string> CheckAsync(string what, RestorePoint point)
    {
        HashSet<string> read = [.. (await _world.Services.Configuration.Sessions.ListTasksAsync(point.SessionId, CancellationToken.None))
            .Where(t => t.Status is SessionTaskStatus.Success or SessionTaskStatus.Warning).Select(t => $"{t.Identity.Object.Id} {t.Identity.Workload}")];
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(_world.Services, point, CancellationToken.None);
        List<RestoreItem> items = await explorer.FindAsync(new RestoreQuery { IncludeFolders = true }, CancellationToken.None).ToListAsync();
        List<RestoreGap> gaps = await explorer.ListGapsAsync(new GapQuery(), CancellationToken.None).ToListAsync();
        string told = string.Join("; ", gaps.Select(g => $"{g.Identity.Workload} {g.Gap.Name} {g.Gap.Reason} {g.Gap.Message}"));
        foreach (HistoryWorkload workload in _workloads)
        {
            var held = new Dictionary<string, ItemText>(StringComparer.Ordinal);
            foreach (RestoreItem item in items.Where(i => i.Identity.Object.Id == workload.ObjectId && i.Identity.Workload == workload.Workload))
                held.Add(item.Version.Key, workload.Describe(item.Version, item.Version.Content is null ? null : await ReadAsync(explorer, item)));
            List<RestoreGap> own = [.. gaps.Where(g => g.Identity.Object.Id == workload.ObjectId && g.Identity.Workload == workload.Workload)];
            IEnumerable<string> differences = read.Contains($"{workload.ObjectId} {workload.Workload}")
                ? new HistoryCheck(workload, held, own).Compare(0, 0, _held[workload])
                : held.Keys.Union(_held[workload].Keys).Where(k => held.GetValueOrDefault(k) != _held[workload].GetValueOrDefault(k)).Select(k => $"{workload.Workload} was not read, and {k} changed");
            _differences.AddRange(differences.Select(d => $"seed {_seed}, {what}: {d}; gaps {told}"));
            _held[workload] = held;
        }
        return told;
    }

    private static async Task<byte[]> ReadAsync(RestorePointExplorer explorer, RestoreItem item)
    {
        await using Stream content = await explorer.OpenContentAsync(item, CancellationToken.None);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
