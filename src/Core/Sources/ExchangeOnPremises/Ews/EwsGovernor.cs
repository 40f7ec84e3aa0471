using System.Collections.Concurrent;
using Veeam365.Backup.Core.Sources.Microsoft365;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>
/// Stands before every request: how many are under way, over all and per mailbox, and which mailboxes are to be left alone for now. Exchange charges impersonated requests to the mailbox's
/// own budget, so a refusal holds up that mailbox and no other.
/// </summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange</remarks>
internal sealed class EwsGovernor(EwsOptions options, TimeProvider time, TrafficCounter traffic, IRequestAllowance? allowance) : IDisposable
{
    private readonly SemaphoreSlim _all = new(options.MaxConcurrency, options.MaxConcurrency);
    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for the request's turn.</summary>
    /// <returns>The turn; disposing it lets the next one go.</returns>
    public async Task<IDisposable> EnterAsync(string mailbox, CancellationToken cancellationToken)
    {
        Lane lane = _lanes.GetOrAdd(mailbox, _ => new Lane(options.MaxConcurrencyPerMailbox));
        await lane.Slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (TimeSpan left = lane.HeldFor(time); left > TimeSpan.Zero; left = lane.HeldFor(time))
            {
                traffic.Waited(left);
                await Task.Delay(left, time, cancellationToken).ConfigureAwait(false);
            }
            await _all.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            lane.Slots.Release();
            throw;
        }

        var turn = new Turn(_all, lane.Slots);
        try
        {
            while (allowance is not null && !allowance.TryTake(out TimeSpan wait))
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
        return turn;
    }

    /// <summary>The mailbox is left alone for a while.</summary>
    public void Hold(string mailbox, TimeSpan wait) => _lanes.GetOrAdd(mailbox, _ => new Lane(options.MaxConcurrencyPerMailbox)).Hold(time, wait);

    public void Dispose()
    {
        _all.Dispose();
        foreach (Lane lane in _lanes.Values)
            lane.Slots.Dispose();
    }

    private sealed class Turn(SemaphoreSlim all, SemaphoreSlim lane) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) != 0)
                return;
            all.Release();
            lane.Release();
        }
    }

    private sealed class Lane(int concurrency)
    {
        private long _heldUntil;

        public SemaphoreSlim Slots { get; } = new(concurrency, concurrency);

        public TimeSpan HeldFor(TimeProvider time) => new(Interlocked.Read(ref _heldUntil) - time.GetUtcNow().Ticks);

        public void Hold(TimeProvider time, TimeSpan wait)
        {
            long until = (time.GetUtcNow() + wait).Ticks;
            for (long held = Interlocked.Read(ref _heldUntil); held < until;)
            {
                long seen = Interlocked.CompareExchange(ref _heldUntil, until, held);
                if (seen == held)
                    return;
                held = seen;
            }
        }
    }
}
