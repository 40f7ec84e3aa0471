namespace Veeam365.Backup.Core.Model;

/// <summary>The configuration database cannot be reached, is of another version, or refused a change.</summary>
public sealed class ConfigurationException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public ConfigurationException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
