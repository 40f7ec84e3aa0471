namespace Veeam365.Backup.Core.Model;

/// <summary>The thing exists already, is in use, or was changed by somebody else at the same time.</summary>
public sealed class ConflictException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public ConflictException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
