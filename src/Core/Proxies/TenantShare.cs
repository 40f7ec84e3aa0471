using Veeam365.Backup.Core.Configuration;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Proxies;

/// <summary>
/// A holder's share of what a tenant may be asked, leased from the configuration database. In any window as long as the service's no more is sent than the share says; a share that is lowered is
/// given to others only a window later, when nothing sent under it counts any more. Without a valid lease nothing is sent.
/// </summary>
public sealed class TenantShare : IAsyncDisposable
{
    // What the service allows to an application in ten seconds (https://learn.microsoft.com/graph/throttling-limits): where nobody set a budget, holders only count each other.
    private const int PublishedBudget = 130_000;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan NoLease = TimeSpan.FromMilliseconds(200);

    // Requests sent evenly may arrive unevenly: what may go at once and what is kept back for that are each a small part of the share.
    private const double BurstPart = 0.03;
    private const double ReservePart = 0.02;

    private readonly ITenantShareTable _table;
    private readonly string _tenantId;
    private readonly int? _budget;
    private readonly TimeProvider _clock;
    private readonly Guid _holder = Guid.CreateVersion7();
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewing;
    private TenantGrant _grant = new(0, 0, 1);
    private int _limit;
    private int _keeps;
    private TimeSpan _loweredAt;
    private TimeSpan _validUntil;
    private DateTimeOffset _validUntilWall;
    private double _tokens;
    private TimeSpan _filledAt;
    private TimeSpan _askedAt = TimeSpan.MinValue;

    /// <summary>Begins to renew the share.</summary>
    /// <param name="table">Where shares are kept.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="budget">Requests of all holders together in ten seconds; null for no limit.</param>
    /// <param name="clock">The local clock.</param>
    public TenantShare(ITenantShareTable table, string tenantId, int? budget, TimeProvider clock)
    {
        _table = table;
        _tenantId = tenantId;
        _budget = budget;
        _clock = clock;
        _renewing = Task.Run(RenewAsync, CancellationToken.None);
    }

    /// <summary>The part of the tenant's other budgets that is this holder's.</summary>
    public double Part
    {
        get
        {
            lock (_lock)
                return 1.0 / Math.Max(1, _grant.Holders);
        }
    }

    private TimeSpan Now => _clock.GetElapsedTime(0);

    /// <summary>Takes one request, if one may be sent now.</summary>
    /// <param name="wait">Otherwise how long to wait before asking again.</param>
    public bool TryTake(out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (_budget is null)
            return true;
        lock (_lock)
        {
            TimeSpan now = Now;
            _askedAt = now;
            wait = NoLease;
            if (_limit == 0 || !IsValid(now))
                return false;
            Fill(now);
            if (_tokens >= 1)
            {
                _tokens--;
                return true;
            }
            wait = TimeSpan.FromSeconds((1 - _tokens) / RateOf(_limit));
            return false;
        }
    }

    /// <summary>Gives the share back.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
            _limit = 0;
        await _end.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), _clock);
        try
        {
            await _table.ReturnAsync(_tenantId, _holder, Window, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is BackupException or OperationCanceledException)
        {
            // Its lease runs out by itself.
        }
        _end.Dispose();
    }

    // The monotonic clock may stand still while a machine sleeps, the other may be set: whichever says later counts.
    private bool IsValid(TimeSpan now) => now < _validUntil && _clock.GetUtcNow() < _validUntilWall;

    private static double BurstOf(int limit) => Math.Max(1, limit * BurstPart);

    private static double RateOf(int limit) => Math.Max(0.1, (limit * (1 - ReservePart)) - BurstOf(limit)) / Window.TotalSeconds;

    private void Fill(TimeSpan now)
    {
        _tokens = Math.Min(BurstOf(_limit), _tokens + ((now - _filledAt).TotalSeconds * RateOf(_limit)));
        _filledAt = now;
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(Renewal, _clock);
        do
        {
            try
            {
                await RenewOnceAsync(_end.Token).ConfigureAwait(false);
            }
            catch (BackupException)
            {
                // The next one may succeed; when none does, the lease runs out and nothing is sent.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        while (await NextAsync(timer).ConfigureAwait(false));
    }

    private async ValueTask<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RenewOnceAsync(CancellationToken cancellationToken)
    {
        TimeSpan began = Now;
        DateTimeOffset beganWall = _clock.GetUtcNow();
        TenantGrant grant = await _table.RenewAsync(Claim(began), cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            int before = _limit;
            _grant = grant;
            _validUntil = began + LeaseTime;
            _validUntilWall = beganWall + LeaseTime;
            Fill(Now);
            _limit = Math.Min(grant.Share, grant.Target);
            if (_limit < before)
                _loweredAt = Now;
            if (_limit >= _keeps || _limit < before)
                _keeps = Math.Max(_limit, grant.Share);
        }
    }

    private TenantClaim Claim(TimeSpan now)
    {
        lock (_lock)
        {
            // What was sent before it was lowered has left the service's window.
            if (now - _loweredAt > Window)
                _keeps = _limit;
            bool wants = _askedAt != TimeSpan.MinValue && now - _askedAt < Window;
            return new TenantClaim(_tenantId, _holder, _budget ?? PublishedBudget, _keeps, wants, LeaseTime, Window);
        }
    }
}
