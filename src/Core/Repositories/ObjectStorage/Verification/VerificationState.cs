using System.Collections.Concurrent;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>What a validation has found so far. Safe for concurrent use but for <see cref="Packs"/>, which changes between steps only.</summary>
internal sealed class VerificationState(DateTimeOffset now, Action<VerificationProgress> progress)
{
    private readonly ConcurrentDictionary<string, StoredDamage> _damage = new(StringComparer.Ordinal);
    private readonly List<Func<RepositoryCheck>> _checks = [];

    /// <summary>The time that what is read now counts as validated.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>What repairs wrote down.</summary>
    public RepositoryLosses Losses { get; set; } = RepositoryLosses.None;

    /// <summary>All packs, there or referred to.</summary>
    public Dictionary<ObjectId, PackEntry> Packs { get; } = [];

    /// <summary>True when an index file could not be read.</summary>
    public bool IsIndexDamaged { get; set; }

    /// <summary>Heads that cannot be read, with the stored object that is to blame.</summary>
    public ConcurrentDictionary<(string ObjectKey, int Head), string> DamagedHeads { get; } = [];

    /// <summary>Restore points that are damaged themselves.</summary>
    public ConcurrentDictionary<(Guid JobId, long Sequence), bool> DamagedPoints { get; } = [];

    /// <summary>Stored objects that are damaged or missing.</summary>
    public IReadOnlyList<StoredDamage> Damage => [.. _damage.Values.OrderBy(d => d.Key, StringComparer.Ordinal)];

    /// <summary>The steps that ended, as they look now: a later step may find that an earlier one missed something.</summary>
    public IReadOnlyList<RepositoryCheck> Checks => [.. _checks.Select(c => c())];

    /// <summary>Notes damage of a stored object; the first of an object counts.</summary>
    public void Add(StoredObjectKind kind, string key, DataDamagedException error, bool isKnown = false) =>
        _damage.TryAdd(key, new StoredDamage(kind, key, error, isKnown));

    /// <summary>Ends a step: it passed when there is no damage of its kind that is not known from a repair.</summary>
    public void EndStep(string name, StoredObjectKind kind, string intact) => _checks.Add(() =>
    {
        StoredDamage[] found = [.. Damage.Where(d => d.Kind == kind && !d.IsKnown)];
        return found.Length == 0
            ? new RepositoryCheck(name, true, intact)
            : new RepositoryCheck(name, false, $"{intact} {found.Length} damaged or missing; the first: {found[0].Error.Message}", found[0].Error);
    });

    /// <summary>Adds a step.</summary>
    public void Add(RepositoryCheck check) => _checks.Add(() => check);

    /// <summary>Tells how far it is.</summary>
    public void Report(string step, long done, long? total, long bytes = 0, long? bytesTotal = null) => progress(new VerificationProgress(step, done, total, bytes, bytesTotal));

    /// <summary>The pack's entry, made when it is new.</summary>
    public PackEntry Pack(ObjectId id)
    {
        if (!Packs.TryGetValue(id, out PackEntry? entry))
            Packs.Add(id, entry = new PackEntry(id));
        return entry;
    }
}
