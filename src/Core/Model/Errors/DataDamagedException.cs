namespace Veeam365.Backup.Core.Model;

/// <summary>Stored data is not what was written: a checksum, a key or a structure does not fit. Never returned as data.</summary>
public sealed class DataDamagedException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public DataDamagedException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
