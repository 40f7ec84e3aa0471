using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>What repairs of the repository could not bring back, as far as the objects of a session go: they read it from the source again.</summary>
internal sealed class RepairedLosses
{
    private readonly IPersistentCache _cache;
    private readonly ILookup<string, LostItem> _items;
    private readonly ILookup<string, LostChain> _chains;

    private RepairedLosses(IPersistentCache cache, RepositoryLosses losses)
    {
        _cache = cache;
        _items = losses.Items.ToLookup(i => i.ObjectKey, StringComparer.Ordinal);
        _chains = losses.Chains.ToLookup(c => c.ObjectKey, StringComparer.Ordinal);
    }

    public static async Task<RepairedLosses> ReadAsync(RepositoryConnection connection, CancellationToken cancellationToken)
    {
        RepositoryLosses losses = connection.Repository is IDataVerification repository
            ? await repository.ReadLossesAsync(cancellationToken).ConfigureAwait(false)
            : RepositoryLosses.None;
        return new RepairedLosses(connection.Cache, losses);
    }

    /// <summary>The object with what it has to make good.</summary>
    public async Task<ResolvedObject> ApplyAsync(ResolvedObject target, CancellationToken cancellationToken)
    {
        string key = target.Identity.Key;
        if (target.ReadInFull || target.Cached.Committed is not { } committed)
            return target;
        bool isChainLost = _chains[key].Any(c => c.Covers(key, committed.Head));
        // A cache that was rebuilt meanwhile does not know what the lost segments held.
        if (isChainLost && await _cache.FindStateAsync(target.Cached.Id, committed.Head, LostChain.UnreadableState, cancellationToken).ConfigureAwait(false) is not null)
            return target with { ReadInFull = true };
        return target with { NeedsNewChain = isChainLost, Lost = [.. _items[key]] };
    }
}
