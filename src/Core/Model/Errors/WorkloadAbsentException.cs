namespace Veeam365.Backup.Core.Model;

/// <summary>The object has no such workload: no mailbox, no drive.</summary>
public sealed class WorkloadAbsentException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public WorkloadAbsentException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
