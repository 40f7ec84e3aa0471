namespace Veeam365.Backup.Core.Configuration;

/// <summary>Where nobody else can wake us: waits the time out.</summary>
internal sealed class TimedSignal : IChangeSignal
{
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => Task.Delay(atMost, cancellationToken);
}
