namespace Veeam365.Backup.Core.Model;

/// <summary>One item cannot be read; the others can. Becomes a <see cref="Gap"/>.</summary>
public sealed class SourceItemException : BackupException
{
    /// <summary>Creates the error.</summary>
    /// <param name="reason">The gap it becomes.</param>
    /// <param name="message">What happened, without content.</param>
    /// <param name="inner">The cause.</param>
    public SourceItemException(GapReason reason, string message, Exception? inner = null)
        : base("Item." + reason, message, "Nothing to do: the next session tries the item again.", inner) => Reason = reason;

    /// <summary>The gap it becomes.</summary>
    public GapReason Reason { get; }
}
