using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Jobs in the configuration database.</summary>
public interface IJobTable
{
    /// <summary>Adds one; its organization and repository must exist.</summary>
    Task AddAsync(BackupJob job, CancellationToken cancellationToken);

    /// <summary>Replaces it.</summary>
    Task UpdateAsync(BackupJob job, CancellationToken cancellationToken);

    /// <summary>All, by name.</summary>
    Task<IReadOnlyList<BackupJob>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The one of this name or id; null when unknown.</summary>
    Task<BackupJob?> FindAsync(string nameOrId, CancellationToken cancellationToken);

    /// <summary>Removes it; refused while a session of it runs. Sessions and restore points stay.</summary>
    Task RemoveAsync(Guid jobId, CancellationToken cancellationToken);
}
