using System.Collections.Concurrent;
using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>Reads packs whole, each with one request, a few side by side; each worker has one buffer.</summary>
internal sealed class PackVerification(IObjectStore store, RepositoryKeys keys, IPackHistory history, VerificationState state) : IDisposable
{
    private const string Step = "Reading packs";

    // A pack's blocks and the largest directory that a writer makes stay far below.
    private const int SizeMaximum = 128 << 20;
    private const int RecordsAtOnce = 64;
    private readonly ConcurrentBag<byte[]> _buffers = [];
    private readonly ConcurrentQueue<PackCheck> _found = [];
    private readonly SemaphoreSlim _recording = new(1);
    private long _packs;
    private long _bytes;

    // Reading one while another is decoded keeps disk and processors busy; more would only need memory.
    private static int SideBySide => Math.Clamp(Environment.ProcessorCount, 2, 4);

    /// <summary>Runs it.</summary>
    public async Task RunAsync(VerificationRequest request, CancellationToken cancellationToken)
    {
        await ReadHistoryAsync(cancellationToken);
        PackEntry[] packs = Choose(request);
        long total = packs.Sum(p => p.Size ?? 0);
        long start = TimeProvider.System.GetTimestamp();
        ParallelOptions options = new() { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(packs, options, async (pack, ct) =>
            {
                if (TimeProvider.System.GetElapsedTime(start) >= request.MaximumTime)
                    return;
                await InspectAsync(pack, ct);
                state.Report(Step, Interlocked.Increment(ref _packs), packs.Length, Interlocked.Add(ref _bytes, pack.Size ?? 0), total);
            });
        }
        finally
        {
            // What was read counts, also when the rest is cancelled.
            await RecordAsync(all: true, CancellationToken.None);
        }

        int there = state.Packs.Values.Count(p => p.IsToBeRead);
        state.EndStep("Packs", StoredObjectKind.Pack, $"{_packs} of {there} packs read, {_bytes} bytes.");
    }

    private async Task ReadHistoryAsync(CancellationToken cancellationToken)
    {
        List<string> gone = [];
        await foreach (PackCheck check in history.ListAsync(cancellationToken))
        {
            if (ObjectId.TryParse(check.Pack, out ObjectId id) && state.Packs.TryGetValue(id, out PackEntry? pack) && pack.Size is not null)
                pack.IntactAt = check.IsDamaged ? null : check.IntactAt;
            else
                gone.Add(check.Pack);
        }

        if (gone.Count > 0)
            await history.RemoveAsync(gone, cancellationToken);
    }

    private PackEntry[] Choose(VerificationRequest request)
    {
        PackEntry[] all = [.. state.Packs.Values.Where(p => p.IsToBeRead).OrderBy(p => p.IntactAt ?? DateTimeOffset.MinValue).ThenBy(p => p.Id.Value)];
        if (request.Percent is not { } percent)
            return all;
        double wanted = all.Sum(p => p.Size ?? 0) * percent / 100;
        long taken = 0;
        return [.. all.TakeWhile(p => taken < wanted && (taken += p.Size ?? 0) > 0)];
    }

    private async Task InspectAsync(PackEntry pack, CancellationToken cancellationToken)
    {
        if (!_buffers.TryTake(out byte[]? buffer))
            buffer = [];
        try
        {
            buffer = await InspectAsync(pack, buffer, cancellationToken);
        }
        catch (StoreObjectMissingException)
        {
            // Repacked since it was listed, or lost: following the references tells.
            pack.Size = null;
            return;
        }
        finally
        {
            _buffers.Add(buffer);
        }

        _found.Enqueue(new PackCheck(pack.Id.ToString(), pack.IntactAt, pack.IsDamaged));
        await RecordAsync(all: false, cancellationToken);
    }

    private async Task<byte[]> InspectAsync(PackEntry pack, byte[] buffer, CancellationToken cancellationToken)
    {
        long size = pack.Size ?? 0;
        if (size > SizeMaximum)
        {
            pack.IsLost = true;
            pack.Damaged([]);
            state.Add(StoredObjectKind.Pack, pack.Key, Damage.In(pack.Key, "it is larger than any can be"));
            return buffer;
        }

        if (buffer.Length < size)
            buffer = GC.AllocateUninitializedArray<byte>((int)Math.Max(size, FormatParameters.PackSize + (1 << 20)));
        int read = await store.ReadAsync(pack.Key, 0, buffer.AsMemory(0, (int)size), cancellationToken);
        PackInspection found = PackInspection.Of(keys, pack, buffer.AsSpan(0, read));
        if (found.Error is { } error)
        {
            pack.IsLost |= found.Directory is null && !pack.IsDescribed;
            pack.Damaged(found.BadBlocks);
            state.Add(StoredObjectKind.Pack, pack.Key, error);
        }
        else
        {
            pack.IntactAt = state.Now;
        }

        return buffer;
    }

    private async Task RecordAsync(bool all, CancellationToken cancellationToken)
    {
        if (!all && _found.Count < RecordsAtOnce)
            return;
        await _recording.WaitAsync(cancellationToken);
        try
        {
            List<PackCheck> batch = [];
            while (_found.TryDequeue(out PackCheck? check))
                batch.Add(check);
            if (batch.Count > 0)
                await history.RecordAsync(batch, cancellationToken);
        }
        finally
        {
            _recording.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _recording.Dispose();
}
