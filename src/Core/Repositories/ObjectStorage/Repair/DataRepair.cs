using Veeam365.Backup.Core.Cache;
using Veeam365.Backup.Core.Repositories.ObjectStorage.Leases;
using Veeam365.Backup.Core.Repositories.Stores;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>
/// Repairs what a validation found. Order: intact blocks into new packs and index files; the record of what is lost; only then are damaged objects set aside or replaced.
/// So a repair that is interrupted at any call leaves everything readable that was readable before, and can be repeated.
/// </summary>
internal sealed class DataRepair : IAsyncDisposable
{
    private const string Step = "Repairing";
    private readonly IObjectStore _store;
    private readonly RepositoryKeys _keys;
    private readonly RepositoryDocument _document;
    private readonly LossStore _losses;
    private readonly IPersistentCache _cache;
    private readonly WriterLease _lease;
    private readonly VerifiedStore _verified;

    /// <summary>Creates it. It holds a writer's lease: what it writes is needed only once the damaged objects are gone, and must not be taken for garbage before.</summary>
    public DataRepair(IObjectStore store, RepositoryKeys keys, RepositoryDocument document, LossStore losses, IPersistentCache cache, LeaseOptions leases)
    {
        (_store, _keys, _document, _losses, _cache) = (store, keys, document, losses, cache);
        _lease = new WriterLease(store, keys, Guid.Empty, leases);
        _verified = new VerifiedStore(store, _lease.WhenHeldAsync);
    }

    /// <summary>Runs it.</summary>
    public async Task<IReadOnlyList<RepairedObject>> RunAsync(RepairRequest request, Action<VerificationProgress> progress, CancellationToken cancellationToken)
    {
        VerificationReport found = request.Found;
        long done = 0;
        void Report(StoredDamage damage) => progress(new VerificationProgress($"{Step} {damage.Key}", done++, found.Damage.Count, 0, null));
        string[] packs = [.. Of(found, StoredObjectKind.Pack).Where(d => !d.IsKnown).Select(d => d.Key)];
        IndexRepair index = new(_store, _keys, _verified);
        await index.DescribeAllAsync(cancellationToken);
        await using PackRepair packRepair = new(_store, _keys, _verified, _cache.Chunks);
        foreach (StoredDamage damage in Of(found, StoredObjectKind.Pack).Where(d => !d.IsKnown))
        {
            Report(damage);
            await packRepair.RescueAsync(damage.Key, cancellationToken);
        }

        await packRepair.FinishAsync(cancellationToken);
        PointRepair points = new(_keys, _verified, request.Points);
        await _losses.WriteAsync(Losses(found, packs, points), _verified, cancellationToken);
        await _lease.EnsureHeldAsync(cancellationToken);
        List<RepairedObject> repaired = [];
        foreach (StoredDamage damage in found.Damage)
        {
            Report(damage);
            repaired.Add(await FinishAsync(damage, found, index, points, cancellationToken));
        }

        return repaired;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _lease.DisposeAsync();

    private static IEnumerable<StoredDamage> Of(VerificationReport found, StoredObjectKind kind) => found.Damage.Where(d => d.Kind == kind);

    private static RepositoryLosses Losses(VerificationReport found, string[] packs, PointRepair points) => new()
    {
        Items = [.. found.Items.Where(i => i.IsCurrent && i.Version is not null).Select(i => new LostItem(i.Identity.Key, i.Version!.Key, LostItem.MarkOf(i.Version)))],
        Chains = [.. found.Items.Where(i => i.Version is null).Select(i => new LostChain(i.Identity.Key, i.Head, i.LastHead))],
        Points = points.Replacements,
        StoredObjects = packs,
    };

    private async Task<RepairedObject> FinishAsync(StoredDamage damage, VerificationReport found, IndexRepair index, PointRepair points, CancellationToken cancellationToken)
    {
        int items = found.Items.Count(i => i.StoredKey == damage.Key);
        switch (damage.Kind)
        {
            case StoredObjectKind.Pack:
                await SetAsideAsync(damage.Key, cancellationToken);
                return items == 0
                    ? new RepairedObject(damage, true, "What is needed of it is intact in other packs; it was set aside.")
                    : new RepairedObject(damage, false, $"{items} item versions are lost with it; the next session reads those that are current from the source. It was set aside.");
            case StoredObjectKind.Index:
                await index.ReplaceAsync(damage.Key, cancellationToken);
                return new RepairedObject(damage, true, "The packs that it described are described by a new index file.");
            case StoredObjectKind.RestorePoint:
                return await points.ReplaceAsync(damage, CopyAsideAsync, cancellationToken);
            case StoredObjectKind.Segment:
                return new RepairedObject(damage, false, "The next session writes the object's list of items anew; restore points that need this one cannot be read for that object once the cache is gone.");
            case StoredObjectKind.Loss:
                await SetAsideAsync(damage.Key, cancellationToken);
                return new RepairedObject(damage, true, "What it said was found out anew; it was set aside.");
            case StoredObjectKind.Document:
                await new DocumentStore(_store).RepairAsync(_document, cancellationToken);
                return new RepairedObject(damage, true, "It was written anew from its other copy.");
            default:
                return new RepairedObject(damage, false, "It can only be restored from a copy of the repository.");
        }
    }

    /// <summary>Copies the object below "damaged/", where nothing looks for it, and removes it from its place.</summary>
    private async Task SetAsideAsync(string key, CancellationToken cancellationToken)
    {
        await CopyAsideAsync(key, cancellationToken);
        await _store.DeleteAsync(key, cancellationToken);
    }

    private async Task CopyAsideAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            byte[] stored = await _store.ReadWholeAsync(key, FormatParameters.ObjectMaximum, cancellationToken);
            await _verified.PutAsync(PutRequest.Of(RepositoryLayout.SetAside + key, stored), cancellationToken);
        }
        catch (StoreObjectMissingException)
        {
            // It was missing: there is no evidence to keep.
        }
    }
}
