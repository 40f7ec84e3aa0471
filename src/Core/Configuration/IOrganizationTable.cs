using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Organizations in the configuration database.</summary>
public interface IOrganizationTable
{
    /// <summary>Adds one, its client secret or certificate password encrypted.</summary>
    Task AddAsync(Organization organization, string? clientSecret, CancellationToken cancellationToken);

    /// <summary>All, by name.</summary>
    Task<IReadOnlyList<Organization>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The one of this name or id; null when unknown.</summary>
    Task<Organization?> FindAsync(string nameOrId, CancellationToken cancellationToken);

    /// <summary>Its client secret or certificate password; null when it has none.</summary>
    /// <exception cref="ConfigurationException">The key that opens secrets is missing or another one.</exception>
    Task<string?> ReadSecretAsync(Guid organizationId, CancellationToken cancellationToken);

    /// <summary>Changes everything but its id, its secret included.</summary>
    /// <exception cref="ConflictException">The name is taken.</exception>
    Task UpdateAsync(Organization organization, string? clientSecret, CancellationToken cancellationToken);

    /// <summary>Sets the application that restores, its secret encrypted; null takes it away.</summary>
    Task SetRestoreAsync(Guid organizationId, RestoreApplication? application, string? secret, CancellationToken cancellationToken);

    /// <summary>The secret of the application that restores; null when it has none.</summary>
    /// <exception cref="ConfigurationException">The key that opens secrets is missing or another one.</exception>
    Task<string?> ReadRestoreSecretAsync(Guid organizationId, CancellationToken cancellationToken);

    /// <summary>Removes it; refused while a job names it.</summary>
    Task RemoveAsync(Guid organizationId, CancellationToken cancellationToken);
}
