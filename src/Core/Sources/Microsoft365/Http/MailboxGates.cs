namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>One counting gate per mailbox, kept only while somebody uses it.</summary>
internal sealed class MailboxGates(int limit)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Gate> _gates = new(StringComparer.Ordinal);

    public async Task EnterAsync(string mailbox, CancellationToken cancellationToken)
    {
        Gate gate = Take(mailbox);
        try
        {
            await gate.Slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Return(mailbox, gate);
            throw;
        }
    }

    public void Leave(string mailbox)
    {
        Gate gate;
        lock (_lock)
            gate = _gates[mailbox];
        gate.Slots.Release();
        Return(mailbox, gate);
    }

    private Gate Take(string mailbox)
    {
        lock (_lock)
        {
            if (!_gates.TryGetValue(mailbox, out Gate? gate))
                _gates.Add(mailbox, gate = new Gate(new SemaphoreSlim(limit, limit)));
            gate.Users++;
            return gate;
        }
    }

    private void Return(string mailbox, Gate gate)
    {
        lock (_lock)
        {
            if (--gate.Users > 0)
                return;
            _gates.Remove(mailbox);
        }

        gate.Slots.Dispose();
    }

    private sealed class Gate(SemaphoreSlim slots)
    {
        public SemaphoreSlim Slots => slots;

        public int Users { get; set; }
    }
}
