using Veeam365.Backup.Core.Repositories;

namespace Veeam365.Backup.Core.Operations;

/// <summary>What is in a place where a repository is to be added.</summary>
/// <param name="Existing">The repository that is there; null for none: one can be created.</param>
/// <param name="Owner">The configuration it belongs to; null for none.</param>
/// <param name="IsOurs">True when it belongs to this configuration or to none.</param>
public sealed record RepositoryFinding(RepositoryDescription? Existing, RepositoryOwner? Owner, bool IsOurs);
