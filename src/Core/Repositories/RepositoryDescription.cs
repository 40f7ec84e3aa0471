using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>What a repository says of itself.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FormatVersion">The version of its format.</param>
/// <param name="IsEncrypted">True when its data is encrypted.</param>
/// <param name="CreatedAt">When it was created (UTC).</param>
/// <param name="Settings">How it keeps its data.</param>
public sealed record RepositoryDescription(Guid Id, int FormatVersion, bool IsEncrypted, DateTimeOffset CreatedAt, RepositorySettings Settings)
{
    /// <summary>What an administrator should know of how it was opened, e.g. that the copy of a damaged object was used; mostly empty.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}
