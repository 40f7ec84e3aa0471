namespace Veeam365.Backup.Core.Sessions;

/// <summary>What a session waits for most.</summary>
public enum SessionBottleneck
{
    /// <summary>The organization's answers, as fast as they come.</summary>
    Source,

    /// <summary>The repository: every buffer is full of data on its way there.</summary>
    Target,

    /// <summary>The organization asked to wait.</summary>
    Throttled,
}
