namespace Veeam365.Backup.Core.Repositories;

/// <summary>Limits of a writer.</summary>
public sealed record RepositoryWriterOptions
{
    /// <summary>Bytes that may be held for packs being filled and sent; at least two packs' worth.</summary>
    public long MemoryBudget { get; init; } = 24L << 20;

    /// <summary>Since when the session writes, if others did before this writer; null for now.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The configuration that writes; another one that does is refused meanwhile, and nothing is committed once the repository belongs to another one. Empty for none.</summary>
    public Guid ConfigurationId { get; init; }
}
