using System.Collections.Concurrent;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Repositories.ObjectStorage.References;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Retention;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Keeps the promise of immutability: before a restore point is committed, all that it needs is locked for the policy's days from then on. A restore point needs what its parent needed and what its session wrote or reused. So while
/// the parent's locks last long enough, which they do until their generation ends, only reused packs are looked at; after that everything that is needed is extended once.
/// </summary>
internal sealed class LockKeeper
{
    private const int SideBySide = 16;
    private readonly IObjectStore _store;
    private readonly RepositoryKeys _keys;
    private readonly ImmutabilityPolicy _policy;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _written;
    private readonly ConcurrentDictionary<ObjectId, byte> _secured = new();

    /// <summary>Begins with the writer: all that the session writes is locked at least as long as what is written now.</summary>
    public LockKeeper(IObjectStore store, RepositoryKeys keys, ImmutabilityPolicy policy, TimeProvider clock, DateTimeOffset? since = null)
    {
        _store = store;
        _keys = keys;
        _policy = policy;
        _clock = clock;
        DateTimeOffset now = clock.GetUtcNow();
        _written = LockWindow.At(policy, since < now ? since.Value : now).Until;
    }

    /// <summary>Locks packs as long as what is written now, each once.</summary>
    public async Task SecureAsync(IReadOnlyCollection<ObjectId> reused, CancellationToken cancellationToken)
    {
        ObjectId[] fresh = [.. reused.Where(pack => !_secured.ContainsKey(pack))];
        if (fresh.Length == 0)
            return;
        ObjectLock wanted = LockWindow.At(_policy, _clock.GetUtcNow());
        await HoldReusedAsync(fresh, wanted.Until, wanted, cancellationToken);
        foreach (ObjectId pack in fresh)
            _secured.TryAdd(pack, 0);
    }

    /// <summary>Locks what the restore point needs.</summary>
    /// <returns>Until when all of it is locked.</returns>
    /// <exception cref="RepositoryException">Something could not be locked.</exception>
    public async Task<DateTimeOffset> HoldAsync(RestorePointManifest point, IReadOnlyCollection<ObjectId> reused, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        DateTimeOffset required = now.AddDays(_policy.Days);
        ObjectLock wanted = LockWindow.At(_policy, now);
        DateTimeOffset inherited = point.ParentSequence == 0 ? _written : await LockOfParentAsync(point, cancellationToken);
        DateTimeOffset least = inherited < _written ? inherited : _written;
        if (least < required)
        {
            await ExtendAllAsync(point, wanted, cancellationToken);
            return wanted.Until;
        }

        if (point.ParentSequence == 0)
            await ExtendDescriptionAsync(wanted, cancellationToken);
        else
            await HoldParentAsync(point, least, wanted, cancellationToken);
        await HoldReusedAsync(reused, least, wanted, cancellationToken);
        return least;
    }

    private async Task<DateTimeOffset> LockOfParentAsync(RestorePointManifest point, CancellationToken cancellationToken)
    {
        try
        {
            StoredRestorePoint parent = await new PointStore(_store, _keys, new LossStore(_store, _keys)).ReadAsync(point.JobId, point.ParentSequence, cancellationToken);
            return parent.Manifest.ImmutableUntil ?? DateTimeOffset.MinValue;
        }
        catch (DataDamagedException)
        {
            // Retention may have removed it; that nothing is known of it only costs extending everything.
            return DateTimeOffset.MinValue;
        }
    }

    /// <summary>The parent may have been committed by a process that died before it locked it (where a store locks only after a commit).</summary>
    private async Task HoldParentAsync(RestorePointManifest point, DateTimeOffset least, ObjectLock wanted, CancellationToken cancellationToken)
    {
        string key = RepositoryLayout.Point(point.JobId, point.ParentSequence);
        if (await _store.FindLockAsync(key, cancellationToken) is not { } found || found.Until < least)
            await ExtendAsync(key, wanted, cancellationToken);
    }

    /// <summary>Packs of other jobs may be locked for less long than what this job needed so far.</summary>
    private async Task HoldReusedAsync(IReadOnlyCollection<ObjectId> reused, DateTimeOffset least, ObjectLock wanted, CancellationToken cancellationToken)
    {
        HashSet<ObjectId> extended = [];
        foreach (ObjectId pack in reused)
        {
            string key = RepositoryLayout.Pack(pack);
            if (await _store.FindLockAsync(key, cancellationToken) is { } found && found.Until >= least)
                continue;
            await _store.ExtendLockAsync(key, wanted, cancellationToken);
            extended.Add(pack);
        }

        if (extended.Count > 0)
            await ExtendAsync(await IndexesOfAsync(extended, cancellationToken), wanted, cancellationToken);
    }

    private async Task ExtendAllAsync(RestorePointManifest point, ObjectLock wanted, CancellationToken cancellationToken)
    {
        await ExtendDescriptionAsync(wanted, cancellationToken);
        HeadWalk walk = new();
        List<string> parents = [];
        await foreach (StoredRestorePoint earlier in new PointStore(_store, _keys, new LossStore(_store, _keys)).ListAsync(point.JobId, 0, cancellationToken))
        {
            walk.Take(earlier.Manifest, survives: false);
            if (earlier.Manifest.ListsAllHeads)
                parents.Clear();
            parents.Add(RepositoryLayout.Point(point.JobId, earlier.Manifest.Sequence));
        }

        walk.Take(point, survives: true);
        walk.Finish();
        await ExtendAsync(parents, wanted, cancellationToken);
        // Where a parent was removed, its record and the list of the heads it handed down take its place.
        foreach (string folder in new[] { RemovalStore.FolderOf(point.JobId), RemovalStore.HeadsFolderOf(point.JobId) })
        {
            await foreach (StoredObject found in _store.ListAsync(folder, null, cancellationToken))
                await TryExtendAsync(found.Key, wanted, cancellationToken);
        }

        IReadOnlyList<HeldHead>[] objects = [.. walk.Held.GroupBy(h => h.Head.Identity.Key).Select(IReadOnlyList<HeldHead> (g) => [.. g])];
        LiveSet live = await new ReferenceScan(_store, _keys).FindLiveAsync(objects, progress: null, cancellationToken);
        await ExtendAsync(live.Packs.Keys.Select(RepositoryLayout.Pack), wanted, cancellationToken);
        await ExtendAsync(await IndexesOfAsync(live.Packs.Keys.ToHashSet(), cancellationToken), wanted, cancellationToken);
        // A record of moved blocks saves looking through the index files; without one those tell.
        foreach (ObjectId moved in live.Moved)
            await TryExtendAsync(RepositoryLayout.Moved(moved), wanted, cancellationToken);
        foreach (IReadOnlyList<HeldHead> heads in objects)
            await ExtendAsync(await SegmentsOfAsync(heads, cancellationToken), wanted, cancellationToken);
    }

    private async Task<IReadOnlyList<string>> SegmentsOfAsync(IReadOnlyList<HeldHead> heads, CancellationToken cancellationToken)
    {
        ObjectScan scan = new(new SegmentReader(_store, _keys), heads);
        await scan.ReadManifestsAsync(cancellationToken);
        List<string> keys = [];
        foreach ((SegmentReference segment, int parts) in scan.Needed)
        {
            keys.Add(RepositoryLayout.SegmentManifest(segment));
            for (int part = 0; part < parts; part++)
                keys.Add(RepositoryLayout.SegmentPart(segment.ObjectKey, segment.Name, part));
        }

        return keys;
    }

    private async Task<IReadOnlyList<string>> IndexesOfAsync(HashSet<ObjectId> packs, CancellationToken cancellationToken)
    {
        List<string> keys = [];
        IndexReader index = new(_store, _keys);
        await foreach (StoredObject file in _store.ListAsync(RepositoryLayout.Indexes, null, cancellationToken))
        {
            if ((await index.ReadFileAsync(file.Key, cancellationToken)).Any(described => packs.Contains(described.Pack.Id)))
                keys.Add(file.Key);
        }

        return keys;
    }

    private Task ExtendDescriptionAsync(ObjectLock wanted, CancellationToken cancellationToken) =>
        ExtendAsync([RepositoryLayout.DocumentCopy, RepositoryLayout.Document], wanted, cancellationToken);

    private Task ExtendAsync(IEnumerable<string> keys, ObjectLock wanted, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        keys,
        new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellationToken },
        async (key, token) => await ExtendAsync(key, wanted, token));

    private async Task TryExtendAsync(string key, ObjectLock wanted, CancellationToken cancellationToken)
    {
        try
        {
            await _store.ExtendLockAsync(key, wanted, cancellationToken);
        }
        catch (StoreObjectMissingException)
        {
            // Not needed.
        }
    }

    private async Task ExtendAsync(string key, ObjectLock wanted, CancellationToken cancellationToken)
    {
        try
        {
            await _store.ExtendLockAsync(key, wanted, cancellationToken);
        }
        catch (StoreObjectMissingException e)
        {
            throw Damage.Missing(key, e);
        }
    }
}
