namespace Veeam365.Backup.Core.Model;

/// <summary>The item was deleted at the source while it was being read: not an error, a removal.</summary>
public sealed class ItemVanishedException : BackupException
{
    /// <inheritdoc cref="BackupException(string, string, string, Exception?)"/>
    public ItemVanishedException(string errorId, string message, string recommendedAction, Exception? inner = null)
        : base(errorId, message, recommendedAction, inner)
    {
    }
}
