namespace Veeam365.Backup.Core.Model;

/// <summary>A value given by a person cannot be used.</summary>
public sealed class InvalidSettingException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public InvalidSettingException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
