namespace Veeam365.Backup.Core.Proxies;

/// <summary>Where a session's work is done: what the process that does it brings along.</summary>
/// <param name="Name">The proxy, for people.</param>
/// <param name="Holder">What its tasks name as their holder.</param>
/// <param name="Slots">Its threads, shared by all its sessions.</param>
public sealed record ProxySeat(string Name, string Holder, WorkSlots Slots)
{
    /// <summary>Told apart from every other process, earlier ones included.</summary>
    public Guid Instance { get; init; } = Guid.CreateVersion7();

    /// <summary>How many of them a session can have at most.</summary>
    public int Threads { get; init; } = Slots.Size;

    /// <summary>Bytes that packs being filled and sent may hold; null for the default.</summary>
    public long? MemoryBudget { get; init; }

    /// <summary>Shapes all its downloads; null for no limit.</summary>
    public TokenBucket? Downloads { get; init; }
}
