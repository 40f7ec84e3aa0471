namespace Veeam365.Backup.PowerShell.Pipeline;

/// <summary>Something to be done on the pipeline's thread.</summary>
/// <param name="execute">Does it.</param>
/// <param name="drop">Called instead (or after it failed) when it will not be done; whoever waits for an answer must get one.</param>
internal sealed class PendingOutput(Action execute, Action? drop = null)
{
    /// <summary>Only wakes the pump.</summary>
    public static PendingOutput Nothing { get; } = new(() => { });

    /// <summary>Does it.</summary>
    public void Execute() => execute();

    /// <summary>Gives it up.</summary>
    public void Drop() => drop?.Invoke();
}
