namespace Veeam365.Backup.Core.Repositories;

/// <summary>What a validation found.</summary>
public sealed record VerificationReport
{
    /// <summary>Each step and how it went.</summary>
    public required IReadOnlyList<RepositoryCheck> Checks { get; init; }

    /// <summary>Stored objects that are damaged or missing.</summary>
    public required IReadOnlyList<StoredDamage> Damage { get; init; }

    /// <summary>What restore points cannot give back because of it.</summary>
    public required IReadOnlyList<DamagedItem> Items { get; init; }

    /// <summary>For each restore point: when all that it needs was last found intact; null when something is damaged or was never read.</summary>
    public required IReadOnlyDictionary<Guid, DateTimeOffset?> Points { get; init; }

    /// <summary>When all of the repository was last found intact; null when something is damaged or was never read.</summary>
    public required DateTimeOffset? LastVerified { get; init; }

    /// <summary>True when nothing is damaged.</summary>
    public bool Succeeded => Damage.Count == 0 && Items.Count == 0;
}
