namespace Veeam365.Backup.Core.Sources;

/// <summary>How items are written.</summary>
public sealed record WriteOptions
{
    /// <summary>The restore session; what is unfinished at the target carries its name.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>What becomes of what is there already.</summary>
    public CollisionRule Collision { get; init; }

    /// <summary>True when the target is where the items came from: they are then looked for by their ids.</summary>
    public bool IsOriginal { get; init; }

    /// <summary>Added to the names of copies of files; the same for each run of a restore, so that a copy is made once.</summary>
    public string CopySuffix { get; init; } = " (restored)";

    /// <summary>True to restore attendees of meetings, although the service then sends them invitations.</summary>
    public bool IncludeAttendees { get; init; }

    /// <summary>True to grant again who could open files and folders.</summary>
    public bool IncludePermissions { get; init; }

    /// <summary>Tells whether the restore point holds an item of this id: one that is at the target belongs to that item and to no other.</summary>
    public Func<string, CancellationToken, Task<bool>> IsHeldAsync { get; init; } = static (_, _) => Task.FromResult(false);

    /// <summary>Tells whether a restore session runs: what one that does not run left unfinished is removed.</summary>
    public Func<Guid, CancellationToken, Task<bool>> IsRunningAsync { get; init; } = static (_, _) => Task.FromResult(false);
}
