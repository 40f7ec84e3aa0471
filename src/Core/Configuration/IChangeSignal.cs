namespace Veeam365.Backup.Core.Configuration;

/// <summary>Wakes those who wait for somebody else to change the configuration: a session was queued, tasks were added, a stop was asked for.</summary>
public interface IChangeSignal
{
    /// <summary>Ends when something may have changed, at the latest after the given time. A hint: it may come late, for nothing, or not at all.</summary>
    Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);
}
