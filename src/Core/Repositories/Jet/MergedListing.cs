using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.Jet;

/// <summary>Puts listings that are in order together into one that is.</summary>
internal static class MergedListing
{
    /// <summary>Merges.</summary>
    public static async IAsyncEnumerable<StoredObject> MergeAsync(IReadOnlyList<IAsyncEnumerable<StoredObject>> listings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<IAsyncEnumerator<StoredObject>> open = [];
        try
        {
            foreach (IAsyncEnumerable<StoredObject> listing in listings)
                await AddAsync(open, listing.GetAsyncEnumerator(cancellationToken));
            while (open.MinBy(static e => e.Current.Key, StringComparer.Ordinal) is { } next)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return next.Current;
                open.Remove(next);
                await AddAsync(open, next);
            }
        }
        finally
        {
            foreach (IAsyncEnumerator<StoredObject> rest in open)
                await rest.DisposeAsync();
        }
    }

    private static async Task AddAsync(List<IAsyncEnumerator<StoredObject>> open, IAsyncEnumerator<StoredObject> listing)
    {
        if (await listing.MoveNextAsync())
            open.Add(listing);
        else
            await listing.DisposeAsync();
    }
}
