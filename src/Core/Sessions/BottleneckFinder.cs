namespace Veeam365.Backup.Core.Sessions;

/// <summary>Tells what held a session up over the last few looks. Used by one thread at a time.</summary>
internal sealed class BottleneckFinder
{
    // One look every half second: shorter than five seconds jumps about.
    private const int Looks = 10;

    private readonly Queue<SessionBottleneck> _seen = new();

    /// <summary>Looks, and tells what was seen most.</summary>
    /// <param name="isThrottled">Requests wait because the source asked for it.</param>
    /// <param name="awaitsStore">Data waits for the repository to take what came before.</param>
    public SessionBottleneck Next(bool isThrottled, bool awaitsStore)
    {
        _seen.Enqueue(isThrottled ? SessionBottleneck.Throttled : awaitsStore ? SessionBottleneck.Target : SessionBottleneck.Source);
        if (_seen.Count > Looks)
            _seen.Dequeue();
        return _seen.CountBy(b => b).MaxBy(b => b.Value).Key;
    }
}
