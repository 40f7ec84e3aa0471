namespace Veeam365.Backup.Core.Model;

/// <summary>A place where results of sessions are told.</summary>
/// <param name="Id">Our id.</param>
/// <param name="Name">The name admins use; unique in the configuration, compared without case.</param>
/// <param name="Settings">Where and when.</param>
/// <param name="CreatedAt">When it was added (UTC).</param>
public sealed record BackupNotification(Guid Id, string Name, NotificationSettings Settings, DateTimeOffset CreatedAt);
