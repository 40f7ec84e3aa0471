using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Configuration;

/// <summary>Where results are told.</summary>
public interface INotificationTable
{
    /// <summary>Adds one, or replaces the one of this id, with its secret (null removes it).</summary>
    /// <exception cref="ConflictException">Another one has the name.</exception>
    Task SetAsync(BackupNotification notification, string? secret, CancellationToken cancellationToken);

    /// <summary>All, by name.</summary>
    Task<IReadOnlyList<BackupNotification>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The one of this name or id; null when unknown.</summary>
    Task<BackupNotification?> FindAsync(string nameOrId, CancellationToken cancellationToken);

    /// <summary>The password of the mail server's user, or the key that signs requests; null for none.</summary>
    /// <exception cref="ConfigurationException">The key that opens secrets is missing or another one.</exception>
    Task<string?> ReadSecretAsync(Guid notificationId, CancellationToken cancellationToken);

    /// <summary>Removes it with its secret.</summary>
    Task RemoveAsync(Guid notificationId, CancellationToken cancellationToken);
}
