namespace Veeam365.Backup.Core.Model;

/// <summary>One item cannot be restored to its target; others can.</summary>
public sealed class TargetItemException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public TargetItemException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
