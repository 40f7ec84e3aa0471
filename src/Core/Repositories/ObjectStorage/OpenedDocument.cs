namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>What was read of repository.json and its copy.</summary>
/// <param name="Document">The description.</param>
/// <param name="Notice">What an administrator should know; null for nothing.</param>
internal sealed record OpenedDocument(RepositoryDocument Document, string? Notice);
