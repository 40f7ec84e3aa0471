namespace Veeam365.Backup.Tests.Repositories;

/// <summary>Counts the calls of stores and says when the fault is due; shared by all that were opened.</summary>
internal sealed class OneFault
{
    private readonly Lock _sync = new();
    private CallFault _kind;
    private int _at;
    private int _calls;

    /// <summary>The call that it happened to, or null.</summary>
    public string? Hit { get; private set; }

    /// <summary>Begins counting anew.</summary>
    /// <param name="kind">What happens.</param>
    /// <param name="call">At which call, from 1; 0 for none.</param>
    public void Restart(CallFault kind, int call)
    {
        lock (_sync)
            (_kind, _at, _calls, Hit) = (kind, call, 0, null);
    }

    /// <returns>What is to happen to this call; null for nothing.</returns>
    public CallFault? Enter(string call)
    {
        lock (_sync)
        {
            if (++_calls != _at)
                return null;
            Hit = call;
            return _kind;
        }
    }
}
