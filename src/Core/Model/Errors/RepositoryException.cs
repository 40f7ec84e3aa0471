namespace Veeam365.Backup.Core.Model;

/// <summary>The repository cannot be reached, opened, read or written.</summary>
public sealed class RepositoryException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public RepositoryException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
