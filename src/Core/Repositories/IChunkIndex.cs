using Veeam365.Backup.Core.Cache;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>A repository that can tell which chunks it holds, so that a lost catalogue of chunks can be filled again. Object-storage repositories implement it besides <see cref="IBackupRepository"/>.</summary>
public interface IChunkIndex
{
    /// <summary>Adds every chunk worth sharing to the catalogue. Reads the index files only, never packs.</summary>
    /// <exception cref="Model.DataDamagedException">An index file is damaged.</exception>
    Task CopyToAsync(IChunkCatalog chunks, CancellationToken cancellationToken);
}
