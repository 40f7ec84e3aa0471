namespace Veeam365.Backup.Core.Model;

/// <summary>A job, repository, organization or other thing that was named does not exist.</summary>
public sealed class NotFoundException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public NotFoundException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
