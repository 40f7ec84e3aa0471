namespace Veeam365.Backup.Core.Repositories;

/// <summary>A repository whose files keep the room of what was deleted until they are written anew. Repositories in which deleting is all that it takes do nothing.</summary>
public interface IRepositoryCompaction
{
    /// <summary>Gives the room of what was deleted back to the disk. What wants to read or write meanwhile waits; stopped at any moment, every file is whole.</summary>
    /// <param name="progress">Told of each file before it is written anew.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>The bytes that the disk got back.</returns>
    /// <exception cref="Model.StoreFullException">The disk has no room for a second copy of the file.</exception>
    Task<long> CompactAsync(Action<string> progress, CancellationToken cancellationToken);
}
