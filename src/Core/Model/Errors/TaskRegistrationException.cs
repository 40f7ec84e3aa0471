namespace Veeam365.Backup.Core.Model;

/// <summary>The operating system did not take, or did not give back, a scheduled task.</summary>
public sealed class TaskRegistrationException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public TaskRegistrationException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
