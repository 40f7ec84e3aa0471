using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories;

/// <summary>The configuration that a repository belongs to: the only one whose sessions write to it.</summary>
/// <param name="ConfigurationId">The configuration's id.</param>
/// <param name="Machine">The machine that took the repository.</param>
/// <param name="Configuration">Where the configuration is, for people.</param>
/// <param name="Since">When it took it (UTC).</param>
public sealed record RepositoryOwner(Guid ConfigurationId, string Machine, string Configuration, DateTimeOffset Since)
{
    /// <summary>The error for another configuration that wants to write.</summary>
    internal RepositoryException Refusal() => new(
        "Repository.OwnedByOther",
        $"The repository belongs to another configuration ('{Configuration}' on {Machine}, since {Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC).",
        "Use that configuration, or read only (Add-BackupRepository -ReadOnly). If it is not used any more, take the repository over: Add-BackupRepository -TakeOver, or Set-BackupRepository -TakeOver where it is known already.");
}
