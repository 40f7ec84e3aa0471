namespace Veeam365.Backup.Core.Model;

/// <summary>A result could not be told.</summary>
public sealed class NotificationException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public NotificationException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
