using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Restore;

/// <summary>Compares one object of a restore point with its source: the source tells what changed since the restore point's tokens, or all there is where it has forgotten them.</summary>
internal sealed class LiveObject(IPersistentCache cache, CachedObject target, IObjectReader reader)
{
    private readonly PointHistory _history = new(cache, target);
    private readonly FolderPaths _paths = new(cache);
    private readonly Dictionary<string, ItemVersion> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> _told = [];

    public async IAsyncEnumerable<ItemDifference> CompareAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (SourceChange change in reader.ReadAsync(_history, cancellationToken).ConfigureAwait(false))
        {
            ItemDifference? difference = change switch
            {
                SourceChange.Upsert upsert => await UpsertedAsync(upsert.Version, cancellationToken).ConfigureAwait(false),
                SourceChange.Removal removal => await RemovedAsync(removal.Key, cancellationToken).ConfigureAwait(false),
                _ => null,
            };
            // A source may tell of an item more than once.
            if (difference is not null && _told.Add(IdSet.Hash((difference.After ?? difference.Before)!.Key)))
                yield return difference;
        }
    }

    private async Task<ItemDifference?> UpsertedAsync(ItemVersion live, CancellationToken cancellationToken)
    {
        if (live.Kind == ItemKind.Folder)
            _folders[live.Key] = live;
        ItemVersion? held = await _history.FindItemAsync(live.Key, cancellationToken).ConfigureAwait(false);
        if (held is not null && ItemDifference.IsSame(held, live))
            return null;
        string? before = held is null ? null : await PathAsync(held, cancellationToken).ConfigureAwait(false);
        return new ItemDifference(ItemDifference.Judge(held, live), target.Identity, held, before, live, await LivePathAsync(live, cancellationToken).ConfigureAwait(false));
    }

    private async Task<ItemDifference?> RemovedAsync(string key, CancellationToken cancellationToken)
    {
        ItemVersion? held = await _history.FindItemAsync(key, cancellationToken).ConfigureAwait(false);
        return held is null ? null : new ItemDifference(DifferenceKind.Removed, target.Identity, held, await PathAsync(held, cancellationToken).ConfigureAwait(false), null, null);
    }

    private async Task<string> PathAsync(ItemVersion held, CancellationToken cancellationToken) =>
        await _paths.OfAsync(new CachedItem(target.Id, target.Committed!.Head, target.Identity, held), cancellationToken).ConfigureAwait(false);

    /// <summary>By the folders that the source told of, else by those of the restore point.</summary>
    private async Task<string?> LivePathAsync(ItemVersion live, CancellationToken cancellationToken)
    {
        var names = new Stack<string>();
        string? parent = live.ParentKey;
        while (parent is not null && names.Count < 256 && _folders.TryGetValue(parent, out ItemVersion? folder))
        {
            names.Push(folder.Name.Replace('/', '\u2215'));
            parent = folder.ParentKey;
        }

        if (parent is not null && await _history.FindItemAsync(parent, cancellationToken).ConfigureAwait(false) is { } held)
        {
            string above = await PathAsync(held, cancellationToken).ConfigureAwait(false);
            names.Push(above.Length == 0 ? held.Name.Replace('/', '\u2215') : above + "/" + held.Name.Replace('/', '\u2215'));
        }

        return string.Join('/', names);
    }
}
