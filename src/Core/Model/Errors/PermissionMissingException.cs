namespace Veeam365.Backup.Core.Model;

/// <summary>The application is signed in but lacks a permission.</summary>
public sealed class PermissionMissingException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public PermissionMissingException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
