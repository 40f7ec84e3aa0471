using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>How an object is read.</summary>
public sealed record ReadOptions
{
    /// <summary>Everything.</summary>
    public static ReadOptions Default { get; } = new();

    /// <summary>Mail folders that are left out.</summary>
    public IReadOnlyList<ExcludableFolder> ExcludeFolders { get; init; } = [];

    /// <summary>True to read earlier versions of files too.</summary>
    public bool FileVersions { get; init; }
}
