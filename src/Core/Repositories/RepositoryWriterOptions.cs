namespace Veeam365.Backup.Core.Repositories;

/// <summary>Limits of a writer.</summary>
public sealed record RepositoryWriterOptions
{
    /// <summary>Bytes that may be held for packs being filled and sent; at least two packs' worth.</summary>
    public long MemoryBudget { get; init; } = 96L << 20;

    /// <summary>The configuration that writes: if the repository belongs to another one by then, nothing is committed. Null to commit whosever it is.</summary>
    public Guid? ConfigurationId { get; init; }
}
