using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.Core.Restore;

/// <summary>What is restored, and where to.</summary>
public sealed record RestoreRequest
{
    /// <summary>The restore point.</summary>
    public required RestorePoint Point { get; init; }

    /// <summary>These items of it; null for everything that <see cref="Query"/> finds.</summary>
    public IReadOnlyList<RestoreItem>? Items { get; init; }

    /// <summary>What to restore when no items are named; by default everything.</summary>
    public RestoreQuery Query { get; init; } = new() { IncludeFolders = true };

    /// <summary>Id or address of the user to restore to; null for those the items came from.</summary>
    public string? TargetUser { get; init; }

    /// <summary>The folder (names separated by "/") below which the tree is restored; null for the places the items came from.</summary>
    public string? TargetFolder { get; init; }

    /// <summary>What becomes of what is there already.</summary>
    public CollisionRule Collision { get; init; }

    /// <summary>True to restore attendees of meetings, who then get invitations.</summary>
    public bool IncludeAttendees { get; init; }
}
