namespace Veeam365.Backup.Core.Model;

/// <summary>
/// The base of every error this engine raises on purpose: what happened in words for an admin, and what to do about it.
/// Messages never hold tokens, secrets or content.
/// </summary>
public abstract class BackupException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="errorId">A stable id in the form Noun.Reason; scripts may match on it.</param>
    /// <param name="message">What happened.</param>
    /// <param name="recommendedAction">What a person can do.</param>
    /// <param name="inner">The cause, if another exception was.</param>
    protected BackupException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(message, inner)
    {
        ErrorId = errorId;
        RecommendedAction = recommendedAction;
    }

    /// <summary>A stable id in the form Noun.Reason.</summary>
    public string ErrorId { get; }

    /// <summary>What a person can do.</summary>
    public string RecommendedAction { get; }
}
