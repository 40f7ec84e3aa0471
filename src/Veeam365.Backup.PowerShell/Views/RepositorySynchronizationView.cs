namespace Veeam365.Backup.PowerShell.Views;

/// <summary>What the synchronisation of a repository did.</summary>
public sealed class RepositorySynchronizationView
{
    internal RepositorySynchronizationView()
    {
    }

    /// <summary>The repository.</summary>
    public string Repository { get; internal init; } = "";

    /// <summary>Restore points that were new to the cache.</summary>
    public int RestorePointsRead { get; internal init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; internal init; }
}
