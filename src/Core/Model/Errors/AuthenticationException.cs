namespace Veeam365.Backup.Core.Model;

/// <summary>Signing in to the organization failed.</summary>
public sealed class AuthenticationException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public AuthenticationException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
