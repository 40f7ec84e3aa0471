using System.Text.Json;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;

/// <summary>
/// A lease that is held: renewed in the background until it is given back. Every holder writes an object of its own and then lists those of the others, so it needs no
/// conditional write: of two that begin at once at least one sees the other, on any store that lists what was put.
/// </summary>
internal sealed class RepositoryLease : IAsyncDisposable
{
    private const int Attempts = 4;
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(20);
    private readonly IObjectStore _store;
    private readonly RepositoryKeys _keys;
    private readonly LeaseOptions _options;
    private readonly LeaseTable _table;
    private readonly string _key;
    private readonly LeaseDocument _document;
    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _gate = new(1);
    private Task _renewing = Task.CompletedTask;
    private long _renewedTick;
    private DateTimeOffset _renewedAt;
    private bool _wasRenewed;
    private bool _released;

    private RepositoryLease(IObjectStore store, RepositoryKeys keys, LeaseKind kind, Guid configuration, string purpose, LeaseOptions options)
    {
        _store = store;
        _keys = keys;
        _options = options;
        _table = new LeaseTable(store, options);
        Kind = kind;
        Configuration = configuration;
        Id = ObjectId.Create();
        _key = LeaseTable.KeyOf(kind, configuration, Id);
        _document = new LeaseDocument { Machine = Environment.MachineName, Process = Environment.ProcessId, Purpose = purpose, Since = options.Clock.GetUtcNow() };
    }

    /// <summary>What it is for.</summary>
    public LeaseKind Kind { get; }

    /// <summary>Its id.</summary>
    public ObjectId Id { get; }

    /// <summary>The configuration of the holder; empty for none.</summary>
    public Guid Configuration { get; }

    /// <summary>Takes a lease for a session. One put and one listing.</summary>
    /// <exception cref="ConflictException">Another configuration writes to the repository.</exception>
    public static async Task<RepositoryLease> TakeWriterAsync(
        IObjectStore store, RepositoryKeys keys, Guid configuration, LeaseOptions options, CancellationToken cancellationToken)
    {
        var lease = new RepositoryLease(store, keys, LeaseKind.Writer, configuration, "Session", options);
        await lease.PutAsync(lease._key, cancellationToken);
        try
        {
            if (configuration != Guid.Empty)
                await lease.RefuseOthersAsync(cancellationToken);
            lease._renewing = Task.Run(lease.RenewAsync, CancellationToken.None);
            return lease;
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes the lease of which there is one.</summary>
    /// <exception cref="ConflictException">Somebody else has it.</exception>
    public static async Task<RepositoryLease> TakeMaintenanceAsync(
        IObjectStore store, RepositoryKeys keys, string purpose, LeaseOptions options, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            var lease = new RepositoryLease(store, keys, LeaseKind.Maintenance, Guid.Empty, purpose, options);
            try
            {
                await lease.PutAsync(lease._key, cancellationToken);
                IReadOnlyList<LeaseEntry> alive = await lease._table.ListAliveAsync(await lease.ReadNowAsync(cancellationToken), cancellationToken);
                if (!alive.Any(l => l.Kind == LeaseKind.Maintenance && l.Id != lease.Id))
                {
                    lease._renewing = Task.Run(lease.RenewAsync, CancellationToken.None);
                    return lease;
                }
            }
            catch
            {
                await lease.DisposeAsync();
                throw;
            }

            // Two that began at once have both withdrawn; whoever comes back first gets it.
            await lease.DisposeAsync();
            if (attempt == Attempts)
            {
                throw new ConflictException(
                    "Repository.MaintenanceRunning",
                    "Retention, removal or repair of this repository is running already, here or elsewhere.",
                    "Wait until it has ended; one that was killed is passed over after twenty minutes.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(20, 200) * attempt), options.Clock, cancellationToken);
        }
    }

    /// <summary>Sees that the lease is still held: renewed within its term by the local clock, and not taken away by others. Renews it when that was a while ago.</summary>
    /// <exception cref="ConflictException">It is lost: nothing may be committed or deleted any more.</exception>
    public async Task EnsureHeldAsync(CancellationToken cancellationToken)
    {
        if (SinceRenewal() > _options.Term)
            throw Lost();
        if (SinceRenewal() > _options.Renewal)
            await RenewOnceAsync(cancellationToken);
        if (await _store.HeadAsync(_key, cancellationToken) is null)
            throw Lost();
    }

    /// <summary>The store's time.</summary>
    public async Task<DateTimeOffset> ReadNowAsync(CancellationToken cancellationToken)
    {
        await RenewOnceAsync(cancellationToken);
        StoredObject? renewed = await _store.HeadAsync(LeaseTable.RenewedKeyOf(_key), cancellationToken);
        return renewed?.ModifiedAt ?? throw Lost();
    }

    /// <summary>The leases of others that are alive; dead ones are removed.</summary>
    public async Task<IReadOnlyList<LeaseEntry>> ListOthersAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        [.. (await _table.ListAliveAsync(now, cancellationToken)).Where(l => l.Id != Id)];

    /// <summary>Gives it back. A store that cannot be reached is no error: the lease ends by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_released)
            return;
        _released = true;
        await _ended.CancelAsync();
        await _renewing;
        using var patience = new CancellationTokenSource(ReleaseTime);
        try
        {
            if (_wasRenewed)
                await _store.DeleteAsync(LeaseTable.RenewedKeyOf(_key), patience.Token);
            await _store.DeleteAsync(_key, patience.Token);
        }
        catch (Exception e) when (e is BackupException or OperationCanceledException)
        {
            // It ends by itself.
        }

        _ended.Dispose();
        _gate.Dispose();
    }

    private static ConflictException Lost() => new(
        "Repository.LeaseLost",
        "This process has lost its lease of the repository: it did not renew it in time (the machine slept, or the store could not be reached) and another process went on without it.",
        "Nothing was committed. Run the job again.");

    private async Task RefuseOthersAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<LeaseEntry> all = await _table.ListAsync(cancellationToken);
        DateTimeOffset now = all.FirstOrDefault(l => l.Id == Id)?.Began ?? throw Lost();
        LeaseEntry? other = all.FirstOrDefault(l => l.Configuration != Guid.Empty && l.Configuration != Configuration && now - l.Renewed <= _options.Death);
        if (other is null)
            return;
        throw new ConflictException(
            "Repository.InUse",
            "A session of another backup configuration is writing to this repository.",
            "Let one configuration write to a repository at a time; one that was killed is passed over after twenty minutes.");
    }

    private TimeSpan SinceRenewal()
    {
        // The monotonic clock may stand still while a machine sleeps, the other may be set: the longer time counts.
        TimeSpan ticks = _options.Clock.GetElapsedTime(Interlocked.Read(ref _renewedTick));
        TimeSpan wall = _options.Clock.GetUtcNow() - _renewedAt;
        return ticks > wall ? ticks : wall;
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_options.Renewal, _options.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                try
                {
                    await RenewOnceAsync(_ended.Token);
                }
                catch (BackupException)
                {
                    // The next one may succeed; if none does within the term, the lease is lost, and the commit sees it.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Given back.
        }
    }

    private async Task RenewOnceAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _wasRenewed = true;
            await PutAsync(LeaseTable.RenewedKeyOf(_key), cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task PutAsync(string key, CancellationToken cancellationToken)
    {
        long tick = _options.Clock.GetTimestamp();
        DateTimeOffset at = _options.Clock.GetUtcNow();
        using SealedObjectWriter writer = new(_keys, SealedKind.Lease, ObjectId.Create(), key);
        writer.AddAll(JsonSerializer.SerializeToUtf8Bytes(_document, FormatJson.Default.LeaseDocument));
        await _store.PutAsync(PutRequest.Of(key, writer.Finish().ToArray()), cancellationToken);
        // The time before the put: the store may have seen it as early as then.
        Interlocked.Exchange(ref _renewedTick, tick);
        _renewedAt = at;
    }
}
