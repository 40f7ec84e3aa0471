namespace Veeam365.Backup.Core.Sources.Microsoft365;

/// <summary>Somebody who waits for a slot. Its state changes under the governor's lock only.</summary>
internal sealed class SlotRequest(ObjectLane lane, int units) : TaskCompletionSource<GovernedSlot>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public ObjectLane Lane => lane;

    public int Units => units;

    /// <summary>What the lane's and its service's clocks showed when the waiting began.</summary>
    public TimeSpan HeldBefore { get; init; }

    public bool IsCancelled { get; set; }
}
