using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.Jet;

/// <summary>
/// A store in JET databases: packs, which hold the items' data, in the files of their year; everything else (restore points, segments, index...) in those of the catalogue. An object is a record: its key, which
/// the primary index orders, and its bytes in a long-value column.
/// </summary>
internal sealed class JetStore : IObjectStore
{
    private readonly JetFolders _folders;
    private readonly JetFolder _folder;
    private int _disposed;

    /// <summary>Opens the folder, which must exist; files are opened when they are needed.</summary>
    public JetStore(JetStoreSettings settings, JetFolders folders, JetOptions? options = null)
    {
        _folders = folders;
        _folder = folders.Take(settings.Path, (options ?? new JetOptions()) with { FileSize = settings.FileSize }, TimeProvider.System);
    }

    /// <inheritdoc/>
    public StoreCapabilities Capabilities { get; } = new(ConditionalPut: true, StoredChecksum: false, ChecksumOnPut: false) { ByYear = true };

    /// <inheritdoc/>
    public Task<PutResult> PutAsync(PutRequest request, CancellationToken cancellationToken) => On(request.Key, cancellationToken).PutAsync(request, cancellationToken);

    /// <inheritdoc/>
    public async Task<int> ReadAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        await On(key, cancellationToken).ReadAsync(key, offset, buffer, cancellationToken) ?? throw new StoreObjectMissingException(key, null);

    /// <inheritdoc/>
    public Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken) => On(key, cancellationToken).FindAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => On(key, cancellationToken).DeleteAsync(key, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StoreKey.CheckPrefix(prefix);
        RequireRoot();
        List<IAsyncEnumerable<StoredObject>> streams = [.. await _folder.Shelf(JetLayout.Catalogue).ListAsync(prefix, startAfter, cancellationToken)];
        if (JetLayout.MayHoldPacks(prefix))
            streams.Add(ListPacksAsync(prefix, startAfter, cancellationToken));
        await foreach (StoredObject found in MergedListing.MergeAsync(streams, cancellationToken))
            yield return found;
    }

    /// <inheritdoc/>
    public async Task<long> CompactAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        RequireRoot();
        long freed = 0;
        foreach (int year in JetLayout.ListYears(_folder.Root).Append(JetLayout.Catalogue))
            freed += await _folder.Shelf(year).CompactAsync(progress, cancellationToken);
        return freed;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            await _folders.ReturnAsync(_folder);
    }

    /// <summary>Years follow each other in the order of keys, which begin with them; so one year's files are read at a time.</summary>
    private async IAsyncEnumerable<StoredObject> ListPacksAsync(string prefix, string? startAfter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (int year in JetLayout.ListYears(_folder.Root))
        {
            await foreach (StoredObject found in MergedListing.MergeAsync(await _folder.Shelf(year).ListAsync(prefix, startAfter, cancellationToken), cancellationToken))
                yield return found;
        }
    }

    private JetShelf On(string key, CancellationToken cancellationToken)
    {
        StoreKey.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        RequireRoot();
        return _folder.Shelf(JetLayout.ShelfOf(key));
    }

    private void RequireRoot()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (!Directory.Exists(_folder.Root))
            throw StoreFault.PlaceMissing($"The folder '{_folder.Root}'");
    }
}
