namespace Veeam365.Backup.Core.Cache;

/// <summary>When packs were last validated. Losing it costs another reading of them, nothing else.</summary>
public interface IPackHistory
{
    /// <summary>All packs that were ever read.</summary>
    IAsyncEnumerable<PackCheck> ListAsync(CancellationToken cancellationToken);

    /// <summary>Remembers what was found. A pack found damaged keeps the time at which it was last intact.</summary>
    Task RecordAsync(IReadOnlyList<PackCheck> checks, CancellationToken cancellationToken);

    /// <summary>Forgets packs that are gone.</summary>
    Task RemoveAsync(IReadOnlyList<string> packs, CancellationToken cancellationToken);
}
