using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>Something damaged in a repository: a stored object, or an item that restore points cannot give back because of it.</summary>
public sealed class RepositoryDamageView
{
    internal RepositoryDamageView(string repository, StoredDamage damage, RepairedObject? repaired, IReadOnlyList<NamedDamage> items)
    {
        Repository = repository;
        Kind = damage.Kind.ToString();
        Name = damage.Key;
        StoredObject = damage.Key;
        Status = repaired is { IsRecovered: true } ? DamageStatus.Repaired : repaired is not null || damage.IsKnown ? DamageStatus.Lost : DamageStatus.Damaged;
        Message = repaired is null ? damage.Error.Message : $"{damage.Error.Message} {repaired.Message}";
        ErrorId = damage.Error.ErrorId;
        Items = items.Count;
        RestorePoints = [.. items.SelectMany(i => i.Item.Points).Select(p => p.Id).Distinct()];
    }

    internal RepositoryDamageView(string repository, NamedDamage damage)
    {
        DamagedItem item = damage.Item;
        Repository = repository;
        Kind = item.Version is null ? "Object" : item.Version.Kind.ToString();
        ProtectedObject = item.Identity.Object.Label;
        Workload = item.Identity.Workload.ToString();
        Folder = damage.FolderPath;
        Name = item.Version?.Name ?? ProtectedObject;
        Key = item.Version?.Key;
        StoredObject = item.StoredKey;
        Status = DamageStatus.Damaged;
        Message = item.Version is null
            ? $"The list of the items of '{ProtectedObject}' ({Workload}) cannot be read in {item.Points.Count} restore points."
            : $"It cannot be restored from {item.Points.Count} restore points.";
        ErrorId = "Data.Damaged";
        Items = 1;
        RestorePoints = [.. item.Points.Select(p => p.Id)];
        Sequences = [.. item.Points.Select(p => p.Sequence)];
    }

    /// <summary>The repository.</summary>
    public string Repository { get; }

    /// <summary>Pack, Index, Segment, RestorePoint, Document or Loss of a stored object; otherwise what the item is, or Object for all items of one.</summary>
    public string Kind { get; }

    /// <summary>The stored object's key, or the item's name.</summary>
    public string Name { get; }

    /// <summary>The folders above the item.</summary>
    public string? Folder { get; }

    /// <summary>The user, group, site or team.</summary>
    public string? ProtectedObject { get; }

    /// <summary>The workload.</summary>
    public string? Workload { get; }

    /// <summary>The item's key.</summary>
    public string? Key { get; }

    /// <summary>The damaged stored object.</summary>
    public string StoredObject { get; }

    /// <summary>Damaged; Repaired when nothing was lost; Lost when something was and the next session reads it from the source.</summary>
    public DamageStatus Status { get; }

    /// <summary>What is wrong and what was done.</summary>
    public string Message { get; }

    /// <summary>The stable id of what is wrong.</summary>
    public string ErrorId { get; }

    /// <summary>Item versions that are affected.</summary>
    public int Items { get; }

    /// <summary>Ids of the restore points that are affected.</summary>
    public IReadOnlyList<Guid> RestorePoints { get; }

    /// <summary>Their places in the job's chain; for items.</summary>
    public IReadOnlyList<long> Sequences { get; } = [];

    /// <summary>What people read.</summary>
    public override string ToString() => Name;
}
