namespace Veeam365.Backup.Core.Repositories;

/// <summary>The configuration that a repository belongs to: the only one whose sessions write to it.</summary>
/// <param name="ConfigurationId">The configuration's id.</param>
/// <param name="Machine">The machine that took the repository.</param>
/// <param name="Configuration">Where the configuration is, for people.</param>
/// <param name="Since">When it took it (UTC).</param>
public sealed record RepositoryOwner(Guid ConfigurationId, string Machine, string Configuration, DateTimeOffset Since);
