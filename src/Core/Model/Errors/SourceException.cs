namespace Veeam365.Backup.Core.Model;

/// <summary>The source answered with an error that retrying did not cure, or with something that is not an answer.</summary>
public sealed class SourceException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public SourceException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }

    /// <summary>The gap that what failed becomes.</summary>
    public GapReason GapReason { get; init; } = GapReason.SourceError;
}
