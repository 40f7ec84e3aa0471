using System.Globalization;
using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Sessions;

/// <summary>
/// Item-level retention: an item whose last change is older than the period is not backed up, and one that is held goes from the newest tree when it has become that old. Folders stay.
/// Earlier restore points are not touched; they go as a whole when they are older than the period themselves.
/// </summary>
internal sealed class ItemAge(TransferContext context, ResolvedObject target, CachedHistory history)
{
    private const string LookedKey = "session/aged";

    /// <summary>The moment before which items are too old; null when the repository's retention does not look at items.</summary>
    private readonly DateTimeOffset? _horizon = HorizonOf(context);

    /// <summary>True when the repository's retention looks at items.</summary>
    public bool LooksAtItems => _horizon is not null;

    /// <summary>True when the item is too old to be kept.</summary>
    public bool IsTooOld(ItemVersion version) => version.Kind != ItemKind.Folder && (version.ModifiedAt ?? version.CreatedAt) < _horizon;

    /// <summary>True when the newest tree holds the item, or a gap of it.</summary>
    public async Task<bool> IsHeldAsync(string key, CancellationToken cancellationToken) =>
        history.PendingGaps.Any(g => g.ItemKey == key) || await history.FindItemAsync(key, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Takes items that have become too old out of the tree. Looked for at most once in the time after which tokens are refreshed, since it reads the object's rows.</summary>
    /// <param name="head">The head being written.</param>
    /// <param name="written">Items that this session wrote: what is held of them is not what counts.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many.</returns>
    public async Task<int> RemoveAgedAsync(HeadWriter head, IdSet written, CancellationToken cancellationToken)
    {
        if (_horizon is not { } horizon || history.IsEmpty || target.Cached.Committed is not { } committed || !await IsDueAsync(cancellationToken).ConfigureAwait(false))
            return 0;
        int removed = 0;
        await foreach (ItemVersion aged in context.Connection.Cache.ListOlderAsync(target.Cached.Id, committed.Head, horizon, cancellationToken).ConfigureAwait(false))
        {
            if (!IsTooOld(aged) || written.Contains(aged.Key))
                continue;
            await head.RemoveAsync(aged.Key, cancellationToken).ConfigureAwait(false);
            removed++;
        }
        head.SetState(LookedKey, Encoding.ASCII.GetBytes(context.Clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)));
        return removed;
    }

    private static DateTimeOffset? HorizonOf(TransferContext context)
    {
        RetentionPolicy policy = context.Connection.Repository.Description.Settings.Retention;
        return policy.Kind == RetentionKind.ItemLevel ? policy.Horizon(context.Clock.GetUtcNow()) : null;
    }

    private async Task<bool> IsDueAsync(CancellationToken cancellationToken) =>
        await history.FindStateAsync(LookedKey, cancellationToken).ConfigureAwait(false) is not { } stored
        || !DateTimeOffset.TryParse(Encoding.ASCII.GetString(stored.Span), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset at)
        || context.Clock.GetUtcNow() - at >= context.Options.TokenRefresh;
}
