namespace Veeam365.Backup.Core.Cache;

/// <summary>The statements that run once for each item; each engine has its own fastest way.</summary>
internal interface IItemTable
{
    /// <summary>Sets <see cref="ItemRow.ParentId"/>, making parents known that were not.</summary>
    Task ResolveParentsAsync(long objectId, IReadOnlyList<ItemRow> rows, CancellationToken cancellationToken);

    /// <summary>Adds rows that begin at the head.</summary>
    /// <returns>Rows that were not added because their key has a row that begins at this head already.</returns>
    Task<IReadOnlyList<ItemRow>> InsertAsync(long objectId, int head, IReadOnlyList<ItemRow> rows, CancellationToken cancellationToken);

    /// <summary>The living rows of keys.</summary>
    Task<IReadOnlyDictionary<KeyHash, HeldItem>> FindAliveAsync(long objectId, IReadOnlyList<KeyHash> hashes, CancellationToken cancellationToken);

    /// <summary>Ends rows at the head.</summary>
    Task EndAsync(int head, IReadOnlyList<long> ids, CancellationToken cancellationToken);

    /// <summary>Takes rows away that began at the head being written.</summary>
    Task DeleteAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken);

    /// <summary>Remembers that a full head named these rows.</summary>
    Task MarkSeenAsync(long objectId, IReadOnlyList<long> ids, CancellationToken cancellationToken);
}
