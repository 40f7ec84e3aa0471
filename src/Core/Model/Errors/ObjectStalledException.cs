namespace Veeam365.Backup.Core.Model;

/// <summary>The source answers nothing about one object; the others can be read. The object keeps its last good state.</summary>
public sealed class ObjectStalledException : BackupException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was waited for.</param>
    /// <param name="inner">The cause.</param>
    public ObjectStalledException(string message, Exception? inner = null)
        : base("Source.ObjectStalled", message, "Nothing to do: the next session tries the object again; if it stays, open a ticket with the service.", inner)
    {
    }
}
