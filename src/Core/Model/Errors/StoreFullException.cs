namespace Veeam365.Backup.Core.Model;

/// <summary>The disk or bucket has no room left.</summary>
public sealed class StoreFullException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public StoreFullException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
