using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.ObjectStorage;
using Veeam365.Backup.Core.Repositories.Stores;
using Veeam365.Backup.Core.Restore;
using Veeam365.Backup.Core.Sessions;
using Veeam365.Backup.Core.Sources.Microsoft365;
using Veeam365.Backup.Tests.Repositories;
using Veeam365.Backup.Tests.Sessions;
using Veeam365.Backup.Tests.Sources;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Histories;

/// <summary>One random history, from its seed.</summary>
internal sealed class HistoryWorld
{
    private const int Sessions = 4;
    private const string First = "user0@contoso.example";
    private const string Second = "user1@contoso.example";

    private static readonly BackupScope Scope = new()
    {
        WholeOrganization = true,
        Workloads = [Workload.Mailbox, Workload.ArchiveMailbox, Workload.Contacts, Workload.Calendar, Workload.OneDrive, Workload.Site, Workload.GroupMailbox, Workload.Team],
    };

    private readonly Lock _sync = new();
    private readonly BackupWorld _world;
    private readonly Random _random;
    private readonly int _seed;
    private readonly List<HistoryWorkload> _workloads;
    private readonly Dictionary<HistoryWorkload, IReadOnlyDictionary<string, ItemText>> _held = [];
    private readonly List<string> _differences = [];
    private string? _fault;
    private string _gaps = "";
    private int _requestsUntilStop;
    private int _storeCallsUntilDeath = -1;

    private HistoryWorld(BackupWorld world, int seed)
    {
        (_world, _seed, _random) = (world, seed, new Random(seed));
        _workloads = [.. world.Tenant.Users.SelectMany(WorkloadsOf), .. world.Tenant.Groups.SelectMany(g => WorkloadsOf(g, new Random(seed)))];
        foreach (HistoryWorkload workload in _workloads)
            _held[workload] = new Dictionary<string, ItemText>();
    }

    /// <returns>What some restore point holds and should not, or the other way round; empty when all is well.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(int seed, CancellationToken cancellationToken)
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t =>
            {
                t.AddUser(new NewUser(First) { HasArchive = true });
                if (seed % 4 == 0)
                    t.AddUser(Second);
                if (seed % 2 == 1)
                    t.AddGroup(new NewGroup("Marketing") { IsTeam = true });
            },
            scope: Scope);
        var history = new HistoryWorld(world, seed);
        await history.RunAsync(cancellationToken);
        return history._differences;
    }

    private static IEnumerable<HistoryWorkload> WorkloadsOf(SimulatedUser user)
    {
        yield return new MailHistory(user.Id, Workload.Mailbox, user.Mailbox);
        if (user.Specification.HasArchive)
            yield return new MailHistory(user.Id, Workload.ArchiveMailbox, user.Archive);
        yield return new ItemsHistory(user.Id, Workload.Contacts, user.Contacts, random => ContactChanges.Make(user.Contacts, random, 1));
        yield return new ItemsHistory(user.Id, Workload.Calendar, user.Calendar, random => CalendarChanges.Make(user.Calendar, random, 1));
        yield return new DriveHistory(user.Id, Workload.OneDrive, user.Drive);
    }

    /// <summary>Its site, its conversations and its team.</summary>
    private static IEnumerable<HistoryWorkload> WorkloadsOf(SimulatedGroup group, Random random) =>
        [new SiteHistory(group.Site, random), new ConversationHistory(group.Id, group.Conversations), new TeamHistory(group.Team)];

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        int page = new[] { 3, 10, 100 }[_random.Next(3)];
        _world.Use(new GraphOrganizationSourceFactory(new GraphSourceOptions
        {
            BackoffBase = TimeSpan.FromMilliseconds(1),
            BackoffLimit = TimeSpan.FromMilliseconds(4),
            MailPageSize = page,
            DrivePageSize = page,
        }));
        _world.Use(new ObjectStorageRepositoryFactory(new DecoratingStoreFactory(store => new FaultyStore(store) { Before = (_, _) => DieIfDue() })));
        _world.Options = _world.Options with { CheckpointInterval = TimeSpan.FromMilliseconds(_random.Next(2) == 0 ? 5 : 60_000) };
        for (int session = 1; session <= Sessions && _differences.Count == 0; session++)
            await RunSessionAsync($"session {session}", isQuiet: session == Sessions, cancellationToken);
    }

    private async Task RunSessionAsync(string name, bool isQuiet, CancellationToken cancellationToken)
    {
        Change(_random.Next(5, _seed % 10 == 0 ? 400 : 80));
        var faults = new HistoryFaults(_world.Simulator, _workloads, _random);
        List<string> begun = isQuiet ? [] : faults.Begin();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!isQuiet)
            Disturb(begun, stop);
        bool full = _random.Next(8) == 0;
        long from = _world.Tenant.Moment;
        SessionResult result = await _world.BackUpAsync(full, cancellationToken: stop.Token);
        long to = _world.Tenant.Moment;
        _world.Simulator.Options.BeforeRequest = null;
        _storeCallsUntilDeath = -1;
        faults.End();
        string what = $"{name}{(full ? " (full)" : "")} {result.Session.Status}, {result.Session.Message} [{string.Join("; ", begun)}]";
        if (result.RestorePoint is { } point)
            await CheckAsync(what, point, from, to, isQuiet);
        CheckStatus(what, result, begun, isQuiet);
    }

    private void Change(int count)
    {
        for (int i = 0; i < count; i++)
            _workloads[_random.Next(_workloads.Count)].Change(_random);
    }

    /// <summary>Changes while the session reads; now and then the session is stopped, or loses its repository for good, at some request or call.</summary>
    private void Disturb(List<string> begun, CancellationTokenSource stop)
    {
        var random = new Random(_random.Next());
        int changes = random.Next(4) == 0 ? 0 : random.Next(60);
        if (!HistorySeeds.ChangesMeanwhile)
            changes = 0;
        (_fault, _requestsUntilStop, _storeCallsUntilDeath) = (null, -1, -1);
        if (random.Next(8) == 0)
            begun.Add($"stopped at request {_requestsUntilStop = random.Next(1, 150)}");
        else if (random.Next(8) == 0)
            begun.Add($"repository lost at call {_storeCallsUntilDeath = random.Next(1, 40)}");
        _world.Simulator.Options.BeforeRequest = _ =>
        {
            lock (_sync)
            {
                for (int i = random.Next(4); i > 0 && changes > 0; i--, changes--)
                    TryChange(random);
                if (_requestsUntilStop > 0 && --_requestsUntilStop == 0)
                    stop.Cancel();
            }
        };
    }

    private void TryChange(Random random)
    {
        try
        {
            _workloads[random.Next(_workloads.Count)].ChangeMeanwhile(random);
        }
        catch (Exception e)
        {
            _fault ??= e.ToString();
        }
    }

    private void DieIfDue()
    {
        lock (_sync)
        {
            if (_storeCallsUntilDeath < 0)
                return;
            if (_storeCallsUntilDeath > 0 && --_storeCallsUntilDeath > 0)
                return;
            throw StoreFault.Full("here", new IOException("The process died."));
        }
    }

    private void CheckStatus(string what, SessionResult result, List<string> begun, bool isQuiet)
    {
        if (_fault is not null)
            _differences.Add(_fault);
        bool mayEndEarly = begun.Exists(b => b.StartsWith("stopped", StringComparison.Ordinal) || b.StartsWith("repository lost", StringComparison.Ordinal));
        SessionStatus status = result.Session.Status;
        if (status == SessionStatus.Success || (status == SessionStatus.Warning && result.RestorePoint?.Gaps > 0 && !isQuiet) || (mayEndEarly && status is SessionStatus.Stopped or SessionStatus.Failed))
            return;
        _differences.Add($"seed {_seed}, {what}: ended as {status}, gaps {_gaps}, {result.Error}");
    }

    private async Task CheckAsync(string what, RestorePoint point, long from, long to, bool isQuiet)
    {
        HashSet<string> read = [.. (await _world.Services.Configuration.Sessions.ListTasksAsync(point.SessionId, CancellationToken.None))
            .Where(t => t.Status is SessionTaskStatus.Success or SessionTaskStatus.Warning).Select(t => $"{t.Identity.Object.Id} {t.Identity.Workload}")];
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(_world.Services, point, CancellationToken.None);
        List<RestoreItem> items = await explorer.FindAsync(new RestoreQuery { IncludeFolders = true }, CancellationToken.None).ToListAsync();
        List<RestoreGap> gaps = await explorer.ListGapsAsync(new GapQuery(), CancellationToken.None).ToListAsync();
        _gaps = string.Join("; ", gaps.Select(g => $"{g.Identity.Workload} {g.Gap.Name} {g.Gap.Reason} {g.Gap.Message}"));
        foreach (HistoryWorkload workload in _workloads)
        {
            Dictionary<string, ItemText> held = await DescribeAsync(explorer, workload, [.. items.Where(i => i.Identity.Object.Id == workload.ObjectId && i.Identity.Workload == workload.Workload)]);
            List<RestoreGap> own = [.. gaps.Where(g => g.Identity.Object.Id == workload.ObjectId && g.Identity.Workload == workload.Workload)];
            if (isQuiet && !read.Contains($"{workload.ObjectId} {workload.Workload}"))
                _differences.Add($"seed {_seed}, {what}: {workload.Workload} was not read");
            IEnumerable<string> differences = read.Contains($"{workload.ObjectId} {workload.Workload}")
                ? new HistoryCheck(workload, held, own).Compare(from, to, _held[workload])
                : Same(workload, _held[workload], held);
            _differences.AddRange(differences.Select(d => $"seed {_seed}, {what}: {d}; gaps {_gaps}"));
            _held[workload] = held;
        }
    }

    /// <summary>What the session did not read is held as it was.</summary>
    private static IEnumerable<string> Same(HistoryWorkload workload, IReadOnlyDictionary<string, ItemText> before, IReadOnlyDictionary<string, ItemText> held) =>
        held.Keys.Union(before.Keys).Where(key => held.GetValueOrDefault(key) != before.GetValueOrDefault(key))
            .Select(key => $"{workload.Workload} was not read, and {key} holds {held.GetValueOrDefault(key)} instead of {before.GetValueOrDefault(key)}");

    private static async Task<Dictionary<string, ItemText>> DescribeAsync(RestorePointExplorer explorer, HistoryWorkload workload, List<RestoreItem> items)
    {
        var held = new Dictionary<string, ItemText>(StringComparer.Ordinal);
        foreach (RestoreItem item in items)
        {
            byte[]? content = workload.ReadsContent && item.Version.Content is not null ? await ReadAsync(explorer, item) : null;
            held.Add(item.Version.Key, workload.Describe(item.Version, content));
        }

        return held;
    }

    private static async Task<byte[]> ReadAsync(RestorePointExplorer explorer, RestoreItem item)
    {
        await using Stream content = await explorer.OpenContentAsync(item, CancellationToken.None);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
