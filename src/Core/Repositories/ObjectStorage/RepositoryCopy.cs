using System.Text;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Copies a repository's objects into another store. A mark says whose copy it is and is put first; the description, without which nothing is a repository, comes last. What is there already counts when its bytes are the
/// same. Objects that were removed from the source since an earlier try are removed from the copy.
/// </summary>
internal sealed class RepositoryCopy(IObjectStore source, IObjectStore target, RepositoryDocument document, Action<RepositoryCopyProgress> progress)
{
    private const int AtOnce = 4;
    private const string Folder = "copy/";
    // Serve processes, or may be deleted at any time.
    private static readonly string[] Left = [Folder, "locks/writers/", "locks/maintenance/", "probe/", RepositoryLayout.SetAside];
    private readonly VerifiedStore _verified = new(target);
    private long _objects;
    private long _bytes;

    private string Mark => Folder + document.Id.ToString("N");

    /// <summary>True when the target holds this repository, or the beginning of a copy of it.</summary>
    public async Task<bool> IsBegunAsync(CancellationToken cancellationToken) =>
        await target.HeadAsync(Mark, cancellationToken) is not null
        || (await new DocumentStore(target).ReadAsync(cancellationToken))?.Document.Id == document.Id;

    /// <summary>Copies.</summary>
    /// <param name="found">What the target can do.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<RepositoryCopyResult> RunAsync(StoreCapabilities found, CancellationToken cancellationToken)
    {
        await _verified.PutAsync(PutRequest.Of(Mark, Encoding.ASCII.GetBytes("This copy is not complete.")), cancellationToken);
        (long allObjects, long allBytes) = await CountAsync(cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(ListAsync(source, cancellationToken), parallel, async (stored, ct) =>
        {
            await CopyAsync(stored.Key, ct);
            progress(new RepositoryCopyProgress(Interlocked.Increment(ref _objects), Interlocked.Add(ref _bytes, stored.Size), allObjects, allBytes));
        });
        // What came while it was copied: sessions add, retention removes.
        await MatchAsync(cancellationToken);
        await new DocumentStore(target).WriteAsync(document with { Store = StoreDocument.Of(found) }, cancellationToken);
        await target.DeleteAsync(Mark, cancellationToken);
        return new RepositoryCopyResult(_objects, _bytes, _verified.BytesWritten);
    }

    private static bool IsCopied(string key) =>
        key is not (RepositoryLayout.Document or RepositoryLayout.DocumentCopy) && !Array.Exists(Left, l => key.StartsWith(l, StringComparison.Ordinal));

    private static IAsyncEnumerable<StoredObject> ListAsync(IObjectStore store, CancellationToken cancellationToken) =>
        store.ListAsync("", null, cancellationToken).Where(static o => IsCopied(o.Key));

    private async Task<(long Objects, long Bytes)> CountAsync(CancellationToken cancellationToken)
    {
        long objects = 0, bytes = 0;
        await foreach (StoredObject stored in ListAsync(source, cancellationToken))
            (objects, bytes) = (objects + 1, bytes + stored.Size);
        return (objects, bytes);
    }

    private async Task CopyAsync(string key, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = await source.ReadWholeAsync(key, FormatParameters.ObjectMaximum, cancellationToken);
        }
        catch (StoreObjectMissingException)
        {
            return; // Retention removed it since it was listed.
        }

        PutRequest request = PutRequest.Of(key, bytes);
        if (await target.HeadAsync(key, cancellationToken) is { } there && there.Size == bytes.Length && await target.ChecksumAsync(key, cancellationToken) == (bytes.Length, request.Checksum))
            return;
        await _verified.PutAsync(request, cancellationToken);
    }

    /// <summary>Walks both in the order of their keys.</summary>
    private async Task MatchAsync(CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<StoredObject> wanted = ListAsync(source, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using IAsyncEnumerator<StoredObject> held = ListAsync(target, cancellationToken).GetAsyncEnumerator(cancellationToken);
        bool hasWanted = await wanted.MoveNextAsync();
        bool hasHeld = await held.MoveNextAsync();
        while (hasWanted || hasHeld)
        {
            int order = !hasWanted ? 1 : !hasHeld ? -1 : string.CompareOrdinal(wanted.Current.Key, held.Current.Key);
            if (order < 0 || (order == 0 && wanted.Current.Size != held.Current.Size))
                await CopyAsync(wanted.Current.Key, cancellationToken);
            else if (order > 0)
                await target.DeleteAsync(held.Current.Key, cancellationToken);
            if (order <= 0)
                hasWanted = await wanted.MoveNextAsync();
            if (order >= 0)
                hasHeld = await held.MoveNextAsync();
        }
    }
}
