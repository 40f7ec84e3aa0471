using System.Collections.Immutable;

namespace Veeam365.Simulators.Graph;

/// <summary>One state of a file or folder; immutable. A folder's size is that of everything below it.</summary>
internal sealed record DriveItemVersion(int Ordinal, int Parent, string Name)
{
    public bool IsFolder { get; init; }

    /// <summary>Null for folders and deleted files.</summary>
    public FileContent? Content { get; init; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset Modified { get; init; }

    public long Size { get; init; }

    public int ChildCount { get; init; }

    public bool IsDeleted { get; init; }

    /// <summary>A notebook: neither file nor folder to a client.</summary>
    public bool IsPackage { get; init; }

    public bool IsMalware { get; init; }

    public int Number { get; init; } = 1;

    /// <summary>Newest entry in the drive's log.</summary>
    public int LogPosition { get; init; }

    public string? CreatedBy { get; init; }

    public string? ModifiedBy { get; init; }

    /// <summary>Earlier contents, oldest first; the current one is not among them.</summary>
    public ImmutableList<FileVersionState> Versions { get; init; } = [];

    /// <summary>Number of the current version: "1.0", "2.0"...</summary>
    public int VersionNumber { get; init; } = 1;

    /// <summary>Who may do what beyond what the place above gives.</summary>
    public ImmutableList<SimulatedPermission> Permissions { get; init; } = [];
}
