using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Restore;

/// <summary>
/// Reads a share of a restore point, or all of it, the way a restore does: out of the cache, out of the repository, byte for byte, and compares the hashes with those that were written
/// when the items were backed up. Tells how long a restore takes from here, and names what is damaged.
/// </summary>
public sealed class RestoreDrill(BackupServices services)
{
    private const int Concurrency = 4;
    private const int BufferSize = 128 << 10;

    /// <summary>Reads, and restores to the scratch user if there is one.</summary>
    /// <param name="request">What to read.</param>
    /// <param name="credential">The application that restores; null for the one that is known for the organization.</param>
    /// <param name="observer">Told of damaged items (and of the scratch restore).</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<DrillReport> RunAsync(
        DrillRequest request, RestoreCredential? credential, IRestoreObserver observer, Action<DrillProgress> progress, CancellationToken cancellationToken)
    {
        await using RestorePointExplorer explorer = await RestorePointExplorer.OpenAsync(services, request.Point, cancellationToken).ConfigureAwait(false);
        var count = new Count(request, explorer, observer, progress);
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            DrawAsync(count, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (item, token) => await ReadAsync(count, item, token).ConfigureAwait(false)).ConfigureAwait(false);
        var report = new DrillReport(request.Point, count.Items, count.Bytes, count.ItemsTotal, count.BytesTotal, count.Damaged, watch.Elapsed);
        return request.ScratchUser is null ? report : report with { Scratch = await RestoreAsync(count, credential, cancellationToken).ConfigureAwait(false) };
    }

    private async Task<RestoreSession> RestoreAsync(Count count, RestoreCredential? credential, CancellationToken cancellationToken)
    {
        DrillRequest drill = count.Request;
        var request = new RestoreRequest
        {
            Point = drill.Point,
            Items = [.. count.Intact],
            TargetUser = drill.ScratchUser,
            TargetFolder = $"Restore drill {services.Clock.GetUtcNow():yyyy-MM-dd HHmmss}",
            FolderPerObject = true,
        };
        return await new RestoreRunner(services).RunAsync(request, credential, count.Observer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The share: drawn by the items' own ids, so that the same seed draws the same.</summary>
    private static async IAsyncEnumerable<RestoreItem> DrawAsync(Count count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? lastObject = null;
        await foreach (RestoreItem item in count.Explorer.FindAsync(count.Request.Query, cancellationToken).ConfigureAwait(false))
        {
            if (item.Version.Content is not { } content)
                continue;
            count.AddTotal(content.Length);
            if (item.Identity.Key == lastObject && Draw(item, count.Request.Seed) >= count.Request.Percent)
                continue;
            lastObject = item.Identity.Key;
            yield return item;
        }
    }

    private static double Draw(RestoreItem item, int seed)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{item.Identity.Key}/{item.Version.Key}"));
        return BitConverter.ToUInt32(hash) / (double)uint.MaxValue * 100;
    }

    private static async Task ReadAsync(Count count, RestoreItem item, CancellationToken cancellationToken)
    {
        try
        {
            Sha256Hash found = await HashAsync(count.Explorer, item, cancellationToken).ConfigureAwait(false);
            if (found != item.Version.Content!.Hash)
                throw new DataDamagedException("Item.Damaged", "What the repository gives is not what was backed up.", "Validate and repair the repository (Test-BackupRepository -Data -Repair).");
            await using (Stream? properties = await count.Explorer.OpenPropertiesAsync(item, cancellationToken).ConfigureAwait(false))
            {
                if (properties is not null)
                    await properties.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            }

            count.AddIntact(item);
        }
        catch (DataDamagedException e)
        {
            count.AddDamaged(item, e);
        }
    }

    private static async Task<Sha256Hash> HashAsync(RestorePointExplorer explorer, RestoreItem item, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using Stream content = await explorer.OpenContentAsync(item, cancellationToken).ConfigureAwait(false);
        try
        {
            for (int read; (read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                hash.AppendData(buffer, 0, read);
            return new Sha256Hash(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Count(DrillRequest request, RestorePointExplorer explorer, IRestoreObserver observer, Action<DrillProgress> progress)
    {
        private readonly ConcurrentQueue<RestoreItem> _intact = new();
        private long _items;
        private long _bytes;
        private long _damaged;

        public DrillRequest Request => request;

        public RestorePointExplorer Explorer => explorer;

        public IRestoreObserver Observer => observer;

        public IEnumerable<RestoreItem> Intact => _intact;

        public long Items => Interlocked.Read(ref _items);

        public long Bytes => Interlocked.Read(ref _bytes);

        public long Damaged => Interlocked.Read(ref _damaged);

        public long ItemsTotal { get; private set; }

        public long BytesTotal { get; private set; }

        // Items are drawn by one thread.
        public void AddTotal(long bytes)
        {
            ItemsTotal++;
            BytesTotal += bytes;
        }

        public void AddIntact(RestoreItem item)
        {
            // Kept only when they are to be restored.
            if (request.ScratchUser is not null)
                _intact.Enqueue(item);
            Add(item);
        }

        public void AddDamaged(RestoreItem item, BackupException error)
        {
            Interlocked.Increment(ref _damaged);
            observer.OnItem(new RestoredItem(item, "", null, error));
            Add(item);
        }

        private void Add(RestoreItem item)
        {
            long bytes = Interlocked.Add(ref _bytes, item.Version.Content!.Length);
            progress(new DrillProgress("Reading", Interlocked.Increment(ref _items), bytes, (long)(request.Point.Items * request.Percent / 100)));
        }
    }
}
