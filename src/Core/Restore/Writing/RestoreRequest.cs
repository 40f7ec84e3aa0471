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

    /// <summary>Id or address of the site to restore sites to; null for those the items came from.</summary>
    public string? TargetSite { get; init; }

    /// <summary>Id or name of the team to restore teams to; null for those the items came from.</summary>
    public string? TargetTeam { get; init; }

    /// <summary>The folder (names separated by "/") below which the tree is restored; null for the places the items came from.</summary>
    public string? TargetFolder { get; init; }

    /// <summary>True to restore each object's tree into a folder of its own below the target folder, so that things of one name in several objects do not meet.</summary>
    internal bool FolderPerObject { get; init; }

    /// <summary>What becomes of what is there already.</summary>
    public CollisionRule Collision { get; init; }

    /// <summary>True to restore attendees of meetings, who then get invitations.</summary>
    public bool IncludeAttendees { get; init; }

    /// <summary>True to grant again who could open files and folders.</summary>
    public bool IncludePermissions { get; init; }

    /// <summary>The names of the folders, from the top, below which an object's tree is restored; empty for the places the items came from.</summary>
    internal IReadOnlyList<string> FoldersOf(ProtectedObject owner) => TargetFolder is null
        ? []
        : [.. TargetFolder.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), .. FolderPerObject ? [SafeFileName.From(owner.Label, owner.Id)] : Array.Empty<string>()];

    /// <summary>Where items of a workload go, when it is not their own place; null for that.</summary>
    internal string? TargetOf(Workload workload) => workload switch
    {
        Workload.Site => TargetSite,
        Workload.Team or Workload.GroupMailbox => TargetTeam,
        _ => TargetUser,
    };

    /// <summary>False for items that no named target takes: who names a user does not want sites written to their own places.</summary>
    internal bool HasPlaceFor(Workload workload) => TargetOf(workload) is not null || (TargetUser is null && TargetSite is null && TargetTeam is null);
}
