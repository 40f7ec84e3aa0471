namespace Veeam365.Backup.Core.Cache;

/// <summary>The statements that run once for each item; each engine has its own fastest way.</summary>
internal interface IItemTable
{
    /// <summary>Sets <see cref="ItemRow.ParentId"/>, making parents known that were not.</summary>
    Task ResolveParentsAsync(long objectId, IReadOnlyList<ItemRow> rows, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a batch of an object's first head, where nearly every key is new. All rows that do not come back count as added, until
    /// <see cref="FinishLoadAsync"/> says how many were superseded.
    /// </summary>
    /// <returns>What must be decided row by row.</returns>
    Task<LoadRemainder> LoadAsync(long objectId, int head, ChangeBatch batch, CancellationToken cancellationToken);

    /// <summary>Ends the loading of an object's first head.</summary>
    /// <returns>What superseded rows take away from the totals (not above zero).</returns>
    Task<HeadTotals> FinishLoadAsync(long objectId, int head, CancellationToken cancellationToken);

    /// <summary>Adds rows that begin at the head; none of their keys has a living row.</summary>
    Task InsertAsync(long objectId, int head, IReadOnlyList<ItemRow> rows, CancellationToken cancellationToken);

    /// <summary>The living rows of keys.</summary>
    Task<IReadOnlyDictionary<KeyHash, HeldItem>> FindAliveAsync(long objectId, IReadOnlyList<KeyHash> hashes, CancellationToken cancellationToken);

    /// <summary>Ends rows at the head.</summary>
    Task EndAsync(int head, IReadOnlyList<long> ids, CancellationToken cancellationToken);

    /// <summary>Takes rows away that began at the head being written.</summary>
    Task DeleteAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken);

    /// <summary>Remembers that a full head named these rows.</summary>
    Task MarkSeenAsync(long objectId, IReadOnlyList<long> ids, CancellationToken cancellationToken);
}
